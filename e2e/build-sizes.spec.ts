import { newNode } from "../lib/graph/new-node.ts";
import { orderException } from "../lib/graph/templates/order-exception.ts";
import { expect, test } from "./app.ts";
import {
  atTheDesk,
  canvas,
  edge,
  inspector,
  node,
  openDocument,
  openProblems,
  palette,
  saved,
  seeEverything,
  select,
} from "./workbench.ts";

test.use(atTheDesk);

test("a workflow of 2,000 nodes opens, pans, and answers a press", { tag: "@long" }, async ({ page }) => {
  test.setTimeout(120_000);
  const nodes = Array.from({ length: 2_000 }, (_, index) => ({
    ...newNode(index === 0 ? "input" : index === 1_999 ? "output" : "agent", `n${index}`),
    name: `Node ${index}`,
  }));
  const edges = nodes.slice(1).map(({ id }, index) => ({
    id: `e${index}`,
    kind: "flow",
    from: `n${index}`,
    to: id,
    context: [],
  }));
  const layout = Object.fromEntries(
    nodes.map(({ id }, index) => [id, { x: (index % 50) * 300, y: Math.floor(index / 50) * 160 }]),
  );
  await openDocument(page, { graph: { schemaVersion: 1, nodes, edges }, layout });
  // All 2,000 are checked first; how fast is measured elsewhere.
  await expect(page.getByRole("button", { name: /^[\d,]+ problems$/ })).toBeVisible({ timeout: 40_000 });

  await select(page, "Node 3");
  await page.getByTitle("Back to 100 %").click();
  await select(page, "Node 3");
  await expect(node(page, "Node 3")).toBeInViewport();
  await node(page, "Node 3").click();
  await expect(inspector(page).getByLabel("Name", { exact: true })).toHaveValue("Node 3");

  await canvas(page).hover();
  await page.mouse.wheel(0, 900);
  await expect(node(page, "Node 3")).not.toBeInViewport();
  await page.mouse.wheel(0, -900);
  await expect(node(page, "Node 3")).toBeInViewport();
  await inspector(page).getByLabel("Description", { exact: true }).fill("Still answers");
  await saved(page);

  const problems = await openProblems(page);
  await problems
    .getByRole("button", {
      name: "“Node 7” has no model to think with, and the workflow has no default model.",
    })
    .click();
  await expect(inspector(page).getByRole("heading", { name: "Node 7", exact: true })).toBeVisible();
});

test("from afar many edges are drawn together, from near each is its own", async ({ page }) => {
  const nodes = Array.from({ length: 500 }, (_, index) => ({
    ...newNode("agent", `n${index}`),
    name: `Node ${index}`,
  }));
  const edges = nodes
    .slice(1)
    .map(({ id }, index) => ({ id: `e${index}`, kind: "flow", from: `n${index}`, to: id, context: [] }));
  const layout = Object.fromEntries(
    nodes.map(({ id }, index) => [id, { x: (index % 25) * 300, y: Math.floor(index / 25) * 160 }]),
  );
  await openDocument(page, { graph: { schemaVersion: 1, nodes, edges }, layout });
  const together = canvas(page).locator("[data-far-edges]");
  await expect(together).toHaveAttribute("data-far-edges", "499");
  await expect(edge(page, "Node 0 then Node 1")).toHaveCount(0);

  await select(page, "Node 3");
  await page.getByTitle("Back to 100 %").click();
  await select(page, "Node 3");
  await expect(together).toHaveCount(0);
  await edge(page, "Node 3 then Node 4").locator("path").first().dispatchEvent("click");
  await seeEverything(page);
  // What is selected can still be told from all the others.
  await expect(together).toHaveAttribute("data-far-edges", "499");
  await expect(edge(page, "Node 3 then Node 4")).toBeAttached();
  await expect(edge(page, "Node 0 then Node 1")).toHaveCount(0);
});

test("at 1024 px the panels open over enough of the canvas to work", async ({ page }) => {
  await page.setViewportSize({ width: 1024, height: 768 });
  await openDocument(page, orderException());
  await expect(palette(page)).toHaveCount(0);
  await page.getByRole("button", { name: "Show or hide the left panel" }).click();
  await select(page, "Notification");
  await expect(node(page, "Notification")).toBeInViewport();
  await page.getByRole("button", { name: "Show or hide the left panel" }).click();
  await inspector(page).getByLabel("Description", { exact: true }).fill("Writes the mail");
  await saved(page);
  await page.getByRole("button", { name: "Show or hide the inspector" }).click();
  await expect(inspector(page)).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Run", exact: true }).first()).toBeInViewport();
});

test("at 390 px nodes are added, set and run by sheets over the canvas", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await openDocument(page, orderException());
  await page.getByRole("button", { name: "Add and outline" }).click();
  const adding = page.getByRole("dialog", { name: "Add and outline" });
  await adding.getByRole("button", { name: "Note", exact: true }).click();
  await expect(adding).toHaveCount(0);
  await page.getByRole("button", { name: "Settings of the selection" }).click();
  const settings = page.getByRole("dialog", { name: "Settings" });
  await settings.getByLabel("Name", { exact: true }).fill("Read me");
  await settings.getByLabel("Text", { exact: true }).fill("For whoever comes next");
  await settings.getByRole("button", { name: "Close" }).click();
  await expect(node(page, "Read me")).toBeAttached();

  await page.getByRole("button", { name: "Add and outline" }).click();
  await adding.getByRole("button", { name: "Decision", exact: true }).click();
  await expect(node(page, "Decision")).toBeInViewport();
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  await page.getByRole("button", { name: "Late shipment" }).click();
  await page.getByRole("button", { name: "Run", exact: true }).first().click();
  await expect(page).toHaveTitle(/running/);
  await page.getByRole("tab", { name: "Score" }).click();
  await page.getByRole("button", { name: "Cancel" }).click();
  await expect(page).toHaveTitle(/cancelled/);
});
