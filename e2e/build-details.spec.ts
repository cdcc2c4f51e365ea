import { orderException } from "../lib/graph/templates/order-exception.ts";
import { expect, test } from "./app.ts";
import { fillInput, runPanel } from "./run-page.ts";
import {
  addNode,
  atTheDesk,
  canvas,
  inspector,
  newWorkflow,
  node,
  openDocument,
  saved,
  select,
  stored,
} from "./workbench.ts";

test.use(atTheDesk);

test("a model of its own is typed at once: the new field has the focus, and Enter adds no second one", async ({
  page,
}) => {
  await openDocument(page, orderException());
  await select(page, "Decision");
  await inspector(page).getByRole("button", { name: "Choose another for this one" }).press("Enter");
  const model = inspector(page).getByRole("combobox", { name: "Model 1", exact: true });
  await expect(model).toBeFocused();
  await page.keyboard.type("house-model");
  await page.keyboard.press("Enter");
  await expect(model).toHaveValue("house-model");
  await expect(inspector(page).getByRole("combobox", { name: /^Model \d$/ })).toHaveCount(1);
  // What is being typed is no suggestion of its own.
  await expect(page.getByRole("option", { name: "house-model" })).toHaveCount(0);
});

test("several selected agents get a model and limits at once, each as one step", async ({ page }) => {
  await newWorkflow(page, "Several at once");
  for (const name of ["Reader", "Writer", "Critic"]) await addNode(page, "Agent", name);
  await addNode(page, "Output", "Answer");
  await canvas(page).press("Control+a");
  const settings = inspector(page);
  await expect(settings.getByText("All 3 agents and supervisors try this one first.")).toBeVisible();
  await settings.getByRole("combobox", { name: "Model of all", exact: true }).fill("house-model");
  await settings.getByText("Limits", { exact: true }).click();
  await settings.getByRole("textbox", { name: "Most turns" }).fill("5");
  await settings.getByRole("textbox", { name: "Most turns" }).press("Tab");
  await saved(page);
  const agents = async () =>
    (await stored(page)).graph.nodes.flatMap((one) =>
      one.kind === "agent" ? [`${one.models.map(({ model }) => model)} ${one.limits.maxTurns}`] : [],
    );
  expect(await agents()).toEqual(Array(3).fill("house-model 5"));
  await page.keyboard.press("Control+z");
  await page.keyboard.press("Control+z");
  await saved(page);
  await expect.poll(agents).toEqual(Array(3).fill(" 12"));
});

test("on a narrow page the chosen way to run stands in the bar, and leads to the other", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await openDocument(page, orderException());
  const chosen = page.getByRole("button", { name: /^About simulated and real runs/ });
  await expect(chosen).toHaveText("Simulated");
  await expect(chosen).toBeInViewport({ ratio: 1 });
  await chosen.click();
  const choice = page.getByRole("radiogroup", { name: "How to run" });
  await expect(choice.getByRole("radio", { name: "Simulated" })).toBeChecked();
  await expect(choice.getByRole("radio", { name: "Real" })).toBeVisible();
});

test("on a narrow page undo stands on the canvas, and it is seen that all is saved", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await openDocument(page, orderException());
  await node(page, "WMS stock").click();
  await page.keyboard.press("Delete");
  await expect(node(page, "WMS stock")).toHaveCount(0);
  await expect(page.getByTitle("Saved", { exact: true })).toBeInViewport();
  const undo = page.getByRole("button", { name: "Undo", exact: true });
  await expect(undo).toHaveCount(1);
  await undo.click();
  await expect(node(page, "WMS stock")).toBeVisible();
});

test("what is in the form of a run is kept as a sample", async ({ page }) => {
  await openDocument(page, orderException(), "Kept samples");
  await fillInput(page, { order: "SO-10442" });
  const keep = runPanel(page).getByRole("button", { name: "Keep this input as a sample" });
  await keep.click();
  const sample = runPanel(page).getByRole("button", { name: "SO-10442", exact: true });
  await expect(sample).toHaveAttribute("aria-pressed", "true");
  await expect(keep).toHaveCount(0);
  await runPanel(page).getByRole("button", { name: "Late shipment", exact: true }).click();
  await sample.click();
  await expect(runPanel(page).getByLabel("Order number")).toHaveValue("SO-10442");
  await saved(page);
  const [input] = (await stored(page)).graph.nodes;
  expect(input).toMatchObject({
    samples: expect.arrayContaining([
      expect.objectContaining({ name: "SO-10442", input: { orderId: "SO-10442" } }),
    ]),
  });
});

test("what kept a run from starting is said until the drawing is another", async ({ page }) => {
  const { graph, layout } = orderException();
  await openDocument(
    page,
    {
      graph: {
        ...graph,
        nodes: graph.nodes.filter(({ id }) => id !== "output"),
        edges: graph.edges.filter(({ to }) => to !== "output"),
      },
      layout,
    },
    "Without an output",
  );
  await fillInput(page, { sample: "Late shipment" });
  await page.getByRole("button", { name: "Run", exact: true }).click();
  const refusal = runPanel(page).getByText("That did not work");
  await expect(refusal).toBeVisible();
  await select(page, "Decision");
  await inspector(page).getByLabel("Description", { exact: true }).fill("Decides.");
  await expect(refusal).toHaveCount(0);
});

test("copies of a node lie beside it and beside each other", async ({ page }) => {
  await newWorkflow(page, "Copies");
  await addNode(page, "Agent", "Reader");
  await node(page, "Reader").focus();
  await page.keyboard.press("Control+d");
  await expect(node(page, "Reader 2")).toBeVisible();
  await select(page, "Reader");
  await node(page, "Reader").focus();
  await page.keyboard.press("Control+d");
  await expect(node(page, "Reader 3")).toBeVisible();
  const boxes = await canvas(page)
    .locator(".react-flow__node")
    .evaluateAll((all) =>
      all.map((one) => `${one.getBoundingClientRect().x} ${one.getBoundingClientRect().y}`),
    );
  expect(new Set(boxes).size).toBe(3);
});

test("a pasted name that is too long is cut with a word, in the form and on the canvas", async ({
  page,
  context,
}) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await newWorkflow(page, "Long");
  await addNode(page, "Agent", "Reader");
  await page.evaluate(() => navigator.clipboard.writeText("n".repeat(300)));
  const name = inspector(page).getByLabel("Name", { exact: true });
  await name.fill("");
  await name.press("Control+v");
  await expect(inspector(page).getByText("At most 120 characters fit: the last 180")).toBeVisible();
  await name.press("Escape");
  await node(page, "Reader").focus();
  await page.keyboard.press("F2");
  await page.keyboard.press("Control+v");
  await expect(canvas(page).getByText("At most 120 characters fit: the last 180")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(node(page, "Reader")).toBeVisible();
});

test("whoever comes back from another page sees the whole drawing", async ({ page }) => {
  await openDocument(page, orderException());
  await canvas(page).hover();
  await page.mouse.wheel(3_000, 3_000);
  await expect(node(page, "Order desk")).not.toBeInViewport();
  await page.getByRole("link", { name: "Runs", exact: true }).click();
  await page.waitForURL(/\/runs$/);
  await page.goBack();
  for (const name of ["Order", "Outcome", "Send mail"])
    await expect(node(page, name)).toBeInViewport({ ratio: 0.99 });
});

test("a node that is called as its kind says so once", async ({ page }) => {
  await newWorkflow(page, "Kinds");
  await addNode(page, "Supervisor", "Supervisor");
  await expect(inspector(page).locator("header").getByText("Supervisor", { exact: true })).toHaveCount(1);
  await addNode(page, "Call a URL", "Look up");
  await expect(inspector(page).getByText("Tool: call a URL", { exact: true })).toBeVisible();
});
