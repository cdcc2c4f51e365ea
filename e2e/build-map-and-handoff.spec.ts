import type { Page } from "@playwright/test";
import type { Graph } from "../lib/graph/graph.ts";
import { expect, test } from "./app.ts";
import { mapAndDesk } from "./map-and-desk.ts";
import { connectedEndpoint, MODEL, runForReal } from "./model-endpoint.ts";
import { answerOf, runPanel, runToEnd, runWithoutPauses } from "./run-page.ts";
import {
  addFields,
  addNode,
  atTheDesk,
  canvas,
  choose,
  chooseDefaultModel,
  connect,
  connectByKeys,
  edge,
  inspector,
  newWorkflow,
  node,
  openDocument,
  palette,
  port,
  saved,
  seeEverything,
  select,
  stored,
} from "./workbench.ts";

test.use({ ...atTheDesk, alone: "endpoint" });

const CONNECTION = "Endpoint of maps and desks";
const endpoint = connectedEndpoint(CONNECTION);

const withModel = (page: Page) => chooseDefaultModel(page, { connection: CONNECTION, model: MODEL });

/** Adds nodes from an empty canvas by keys alone. */
async function addByKeys(page: Page, nodes: readonly (readonly [kind: string, name: string])[]) {
  await page.getByRole("button", { name: "Add the first node" }).focus();
  for (const [at, [kind, name]] of nodes.entries()) {
    await page.keyboard.press(at === 0 ? "Enter" : "n");
    await page.keyboard.type(kind);
    await page.keyboard.press("Enter");
    await expect(canvas(page).locator(".react-flow__node:focus")).toBeVisible();
    await page.keyboard.press("F2");
    await page.keyboard.type(name);
    await page.keyboard.press("Enter");
    await expect(node(page, name)).toBeFocused();
  }
}

/** The form of the run: a list of texts. */
async function giveLines(page: Page) {
  await select(page, "Order");
  const lines = { type: "array", items: { type: "string" } } as const;
  await addFields(inspector(page), { type: "object", properties: { lines }, required: ["lines"] });
}

/** The list that the selected map goes through. */
async function goThrough(page: Page, list: string) {
  const field = inspector(page).getByLabel("For each item of", { exact: true });
  await field.fill(list);
  await page.keyboard.press("Escape");
  await expect(field).toHaveValue(list);
}

async function runLines(page: Page) {
  await saved(page);
  await expect(page.getByRole("button", { name: "Problems of runs" })).toHaveCount(0);
  await runWithoutPauses(page);
  for (const [at, line] of ["tea", "milk", "sugar"].entries()) {
    await runPanel(page).getByRole("button", { name: "Add to lines" }).click();
    await runPanel(page)
      .getByLabel(`${at + 1}`, { exact: true })
      .fill(line);
  }
  await runToEnd(page);
  await expect(page).toHaveTitle(/done/);
  for (const said of ["tea", "milk", "sugar"]) await expect(answerOf(page)).toContainText(said);

  const before = endpoint().completions().length;
  await runForReal(page);
  await expect(page).toHaveTitle(/done/);
  expect(endpoint().completions().length - before).toBe(3);
  for (const said of ["tea", "milk", "sugar"]) await expect(answerOf(page)).toContainText(said);
}

/** The edges of a stored graph, with the names of their ends. */
function edgesOf({ nodes, edges }: Graph): string[] {
  const names = new Map(nodes.map(({ id, name }) => [id, name]));
  return edges.map(({ kind, from, to }) => `${names.get(from)} ${kind} ${names.get(to)}`);
}

test("by pointer: a map asks an agent for each line of an order, and runs both ways", async ({ page }) => {
  test.setTimeout(120_000);
  await newWorkflow(page, "Lines by pointer");
  await withModel(page);
  await addNode(page, "Input", "Order");
  await addNode(page, "Map", "Each line");
  await addNode(page, "Output", "Answer");
  await connect(page, ["Order", "then"], ["Each line", "comes after"]);
  await connect(page, ["Each line", "then"], ["Answer", "comes after"]);
  await giveLines(page);

  await select(page, "Each line");
  await expect(inspector(page).getByText("doesn't say which list it goes through")).toBeVisible();
  await inspector(page).getByRole("button", { name: "Go through input.lines" }).click();
  await expect(inspector(page).getByLabel("For each item of", { exact: true })).toHaveValue("input.lines");

  // A line that ends on the empty canvas offers what can be asked for each item.
  await seeEverything(page);
  const at = await port(page, "Each line", "for each asks").boundingBox();
  if (!at) throw new Error("the map has no port at its foot");
  await page.mouse.move(at.x + at.width / 2, at.y + at.height / 2);
  await page.mouse.down();
  await page.mouse.move(at.x, at.y + 140, { steps: 5 });
  await page.mouse.up();
  const add = page.getByRole("dialog", { name: "Add what Each line asks for each item" });
  await expect(add.getByRole("option").filter({ hasText: "Output" })).toHaveCount(0);
  await add.getByRole("option").filter({ hasText: "Agent" }).first().click();
  await inspector(page).getByLabel("Name", { exact: true }).fill("Checker");
  await inspector(page).getByLabel("Name", { exact: true }).press("Enter");
  await inspector(page).getByLabel("What it is told").fill("Say whether the line is in stock.");
  await expect(edge(page, "Each line for each asks Checker")).toBeAttached();

  // A second one to ask is refused, and the first is named.
  await addNode(page, "Agent", "Other");
  await connect(page, ["Each line", "for each asks"], ["Other", "asked for each item"]);
  await expect(
    page.getByText("A map asks one for all its items, and this one asks Checker.").first(),
  ).toBeVisible();
  await select(page, "Other");
  await canvas(page).press("Delete");

  await select(page, "Each line");
  await inspector(page).getByLabel("At most", { exact: true }).fill("2");
  await choose(inspector(page), "When an item fails", "Its error stands in its place");
  await expect(inspector(page).getByText("an object with error.code and error.message")).toBeVisible();
  await palette(page)
    .getByRole("button", { name: /^Checker/ })
    .click();
  await inspector(page)
    .getByRole("button", { name: /^asked for each item by Each line/ })
    .click();
  await expect(inspector(page).getByText("Checker receives each item under the name item")).toBeVisible();

  await runLines(page);
  const { graph } = await stored(page);
  expect(graph.nodes.find(({ kind }) => kind === "map")).toMatchObject({
    items: "input.lines",
    concurrency: 2,
    failedItems: "keep",
  });
  expect(edgesOf(graph)).toContain("Each line item Checker");
});

test("by keys alone: the same map, and its list", async ({ page }) => {
  test.setTimeout(120_000);
  await newWorkflow(page, "Lines by keys");
  await withModel(page);
  await addByKeys(page, [
    ["input", "Order"],
    ["map", "Each line"],
    ["agent", "Checker"],
    ["output", "Answer"],
  ]);
  await connectByKeys(page, "Order", "then Each line");
  await connectByKeys(page, "Each line", "for each asks Checker");
  await connectByKeys(page, "Each line", "then Answer");
  await giveLines(page);
  await select(page, "Each line");
  await goThrough(page, "input.lines");
  await runLines(page);
});

test("by pointer: a desk hands a ticket over to the one whom it is for", async ({ page }) => {
  test.setTimeout(120_000);
  await newWorkflow(page, "Desk by pointer");
  await withModel(page);
  await addNode(page, "Input", "Ticket");
  await addFields(inspector(page), {
    type: "object",
    properties: { ticket: { type: "string" } },
    required: ["ticket"],
  });
  await addNode(page, "Agent", "Desk", "Sorts tickets");
  await inspector(page).getByLabel("What it is told").fill("Hand each ticket over to the right one.");
  await addNode(page, "Agent", "Billing", "Answers questions about invoices");
  await inspector(page).getByLabel("What it is told").fill("You explain bills.");
  await addNode(page, "Agent", "Repairs", "Mends broken machines");
  await inspector(page).getByLabel("What it is told").fill("You tell how it is mended.");
  await addNode(page, "Output", "Answer");
  await connect(page, ["Ticket", "then"], ["Desk", "comes after"]);
  await connect(page, ["Desk", "hands over"], ["Billing", "takes over"]);
  await expect(
    inspector(page).getByText("Nothing set: Billing receives what Desk itself received."),
  ).toBeVisible();
  await connect(page, ["Desk", "hands over"], ["Repairs", "takes over"]);
  await connect(page, ["Billing", "then"], ["Answer", "comes after"]);
  await connect(page, ["Repairs", "then"], ["Answer", "comes after"]);
  // To one that came before it is handed back, so often.
  await connect(page, ["Repairs", "hands over"], ["Desk", "takes over"]);
  const dialog = page.getByRole("dialog", { name: "Hand back to Desk" });
  await expect(dialog.getByLabel("At most", { exact: true })).toHaveValue("3");
  await dialog.getByRole("button", { name: "Hand back", exact: true }).click();
  await expect(edge(page, "Repairs hands back, at most 3 times, to Desk")).toBeAttached();
  await select(page, "Desk");
  await expect(inspector(page).getByText("to Billing, Repairs")).toBeVisible();

  await saved(page);
  await runWithoutPauses(page);
  await runPanel(page).getByLabel("ticket").fill("My invoice is wrong");
  await runToEnd(page);
  await expect(page).toHaveTitle(/done/);
  await expect(answerOf(page)).toContainText("You explain bills");
  await expect(answerOf(page)).not.toContainText("mended");
  await runPanel(page).getByRole("tab", { name: "Input" }).click();
  await runPanel(page).getByLabel("ticket").fill("My machine is broken");
  await runToEnd(page);
  await expect(answerOf(page)).toContainText("You tell how it is mended");
  await runForReal(page);
  await expect(page).toHaveTitle(/done/);
  await expect(answerOf(page)).toContainText("You tell how it is mended");
});

test("by keys alone: an agent hands over to two others", async ({ page }) => {
  test.setTimeout(120_000);
  await newWorkflow(page, "Desk by keys");
  await withModel(page);
  await addByKeys(page, [
    ["input", "Ticket"],
    ["agent", "Desk"],
    ["agent", "Billing"],
    ["agent", "Repairs"],
    ["output", "Answer"],
  ]);
  await connectByKeys(page, "Ticket", "then Desk");
  await connectByKeys(page, "Desk", "hands over to Billing");
  await connectByKeys(page, "Desk", "hands over to Repairs");
  await connectByKeys(page, "Billing", "then Answer");
  await connectByKeys(page, "Repairs", "then Answer");
  await select(page, "Billing");
  await node(page, "Billing").focus();
  await page.keyboard.press("c");
  await page.getByRole("combobox", { name: "Connect Billing" }).fill("hands back to Desk");
  await page.keyboard.press("Enter");
  await expect(
    page.getByRole("dialog", { name: "Hand back to Desk" }).getByLabel("At most", { exact: true }),
  ).toBeFocused();
  await page.keyboard.press("Enter");
  await saved(page);
  expect(edgesOf((await stored(page)).graph)).toEqual([
    "Ticket flow Desk",
    "Desk handoff Billing",
    "Desk handoff Repairs",
    "Billing flow Answer",
    "Repairs flow Answer",
    "Billing handoff Desk",
  ]);
  await select(page, "Ticket");
  await addFields(inspector(page), {
    type: "object",
    properties: { ticket: { type: "string" } },
    required: ["ticket"],
  });
  for (const [name, told] of [
    ["Desk", "Hand each ticket over to the right one."],
    ["Billing", "You explain bills."],
    ["Repairs", "You tell how it is mended."],
  ] as const) {
    await select(page, name);
    await inspector(page).getByLabel("Description", { exact: true }).fill(told);
    await inspector(page).getByLabel("What it is told").fill(told);
  }
  await saved(page);
  await runPanel(page).getByLabel("ticket").fill("Who explains bills?");
  await runForReal(page);
  await expect(page).toHaveTitle(/done/);
  await expect(answerOf(page)).toContainText("You explain bills");
});

test("maps and handoffs are copied, arranged, and taken back", async ({ page }) => {
  await openDocument(page, mapAndDesk());
  await seeEverything(page);
  await expect(edge(page, "Each for each asks Checker")).toBeAttached();
  await canvas(page).press("Control+a");
  await page.keyboard.press("Control+d");
  await expect(edge(page, "Each 2 for each asks Checker 2")).toBeAttached();
  await expect(edge(page, "Desk 2 hands over to Billing 2")).toBeAttached();
  await page.keyboard.press("Control+z");
  await expect(edge(page, "Each 2 for each asks Checker 2")).toHaveCount(0);
  await canvas(page).press("Shift+L");
  await saved(page);
  const { layout } = await stored(page);
  // Who is asked for each item stands below; who takes over stands behind.
  expect(layout.checker?.y ?? 0).toBeGreaterThan((layout.each?.y ?? 0) + 100);
  expect(layout.billing?.x ?? 0).toBeGreaterThan((layout.desk?.x ?? 0) + 232);
});
