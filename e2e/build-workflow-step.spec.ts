import type { Page } from "@playwright/test";
import { expect, test } from "./app.ts";
import { connectedEndpoint, MODEL, runForReal } from "./model-endpoint.ts";
import { publish } from "./publish.ts";
import { answerOf, nodeOf, openStep, runPanel, runToEnd, runWithoutPauses, stateOf } from "./run-page.ts";
import {
  addFields,
  addNode,
  atTheDesk,
  canvas,
  choose,
  chooseDefaultModel,
  connect,
  edge,
  inspector,
  newWorkflow,
  node,
  openProblems,
  palette,
  saved,
  select,
  stored,
} from "./workbench.ts";

test.use({ ...atTheDesk, alone: "endpoint" });

const CONNECTION = "Endpoint of those that ask";
const text = { type: "string" } as const;

/** Draws, in a new workflow, what says the price of an item, and publishes it. */
async function drawPrices(page: Page, name: string, connection?: string): Promise<void> {
  await newWorkflow(page, name);
  if (connection !== undefined) await chooseDefaultModel(page, { connection, model: MODEL });
  await addNode(page, "Input", "Request");
  await addFields(inspector(page), { type: "object", properties: { item: text }, required: ["item"] });
  await addNode(page, "Agent", "Pricer", "Says what an item costs");
  await inspector(page).getByLabel("What it is told").fill("Say what the item costs.");
  await addNode(page, "Output", "Price");
  await connect(page, ["Request", "then"], ["Pricer", "comes after"]);
  await connect(page, ["Pricer", "then"], ["Price", "comes after"]);
  await saved(page);
  await publish(page, "Says the price", 1);
}

/** Adds a workflow node and chooses which workflow it runs; it takes that one's name. */
async function addWorkflow(page: Page, name: string): Promise<void> {
  await palette(page).getByRole("button", { name: "Workflow", exact: true }).first().click();
  await choose(inspector(page), "Which one", name);
  await expect(inspector(page).getByRole("heading", { name, exact: true })).toBeVisible();
}

/** Takes what the workflow requires from the run's own field of that name, as the problem offers. */
async function handOver(page: Page): Promise<void> {
  const problems = await openProblems(page);
  await problems.getByRole("button", { name: /^Take it from (input|context)\.item$/ }).click();
  await expect(problems.getByText("doesn't hand it over")).toHaveCount(0);
  await page.keyboard.press("Escape");
}

/** The version that the one workflow node of the stored drawing is pinned to, and the fields it asks for. */
async function pinOf(page: Page) {
  await saved(page);
  const found = (await stored(page)).graph.nodes.find(({ kind }) => kind === "workflow");
  if (found?.kind !== "workflow") throw new Error("the stored drawing has no workflow node");
  return { version: found.workflow?.version, fields: Object.keys(found.parameters.properties) };
}

test("a step's workflow and version are chosen in its form, and upgraded after a look at what changes", async ({
  page,
}) => {
  test.setTimeout(150_000);
  await drawPrices(page, "Prices by version");
  await select(page, "Request");
  await addFields(inspector(page), { type: "object", properties: { currency: text }, required: [] });
  await select(page, "Pricer");
  await inspector(page).getByLabel("What it is told").fill("Say what the item costs, in its currency.");
  await saved(page);
  await publish(page, "Knows currencies", 2);

  await newWorkflow(page, "Shop by version");
  await addNode(page, "Input", "Order");
  await addFields(inspector(page), {
    type: "object",
    properties: { item: text, currency: text },
    required: ["item"],
  });
  await addWorkflow(page, "Prices by version");
  await addNode(page, "Output", "Answer");
  await connect(page, ["Order", "then"], ["Prices by version", "comes after"]);
  await connect(page, ["Prices by version", "then"], ["Answer", "comes after"]);
  await handOver(page);
  await select(page, "Prices by version");
  // The newest is chosen at first.
  await expect(inspector(page).getByText("version 2", { exact: true })).toBeVisible();
  expect(await pinOf(page)).toEqual({ version: 2, fields: ["item", "currency"] });

  await choose(inspector(page), "Version", "Version 1");
  const parameters = inspector(page)
    .getByRole("listitem")
    .filter({ hasText: /^(item|currency)/ });
  await expect(parameters).toHaveText([/^item.*required$/]);
  expect(await pinOf(page)).toEqual({ version: 1, fields: ["item"] });
  await expect(inspector(page).getByText("Version 2 is published")).toBeVisible();
  await expect(inspector(page).getByText("Knows currencies")).toBeVisible();
  await expect(node(page, "Prices by version")).toContainText("newest is 2");

  await inspector(page).getByRole("button", { name: "Upgrade to version 2" }).click();
  const dialog = page.getByRole("dialog", { name: "Upgrade to version 2" });
  const changes = dialog.getByRole("listitem");
  await expect(changes.filter({ hasText: "New field currency" })).toBeVisible();
  await changes.getByText("“Pricer”: instructions changed").click();
  await expect(dialog.getByText("Say what the item costs.", { exact: true })).toBeVisible();
  await expect(dialog.getByText("Say what the item costs, in its currency.")).toBeVisible();
  await dialog.getByRole("button", { name: "Stay with version 1" }).click();
  await expect(dialog).toBeHidden();
  expect(await pinOf(page)).toEqual({ version: 1, fields: ["item"] });

  // By keys alone, and taken back as one step.
  await inspector(page).getByRole("button", { name: "Upgrade to version 2" }).focus();
  await page.keyboard.press("Enter");
  await expect(changes.filter({ hasText: "New field currency" })).toBeVisible();
  await dialog.getByRole("button", { name: "Upgrade", exact: true }).focus();
  await page.keyboard.press("Enter");
  await expect(parameters).toHaveText([/^item.*required$/, /^currency/]);
  await expect(inspector(page).getByText("Version 2 is published")).toHaveCount(0);
  await expect(node(page, "Prices by version")).not.toContainText("newest");
  expect(await pinOf(page)).toEqual({ version: 2, fields: ["item", "currency"] });
  await canvas(page).press("Control+z");
  await expect(parameters).toHaveText([/^item.*required$/]);
  await canvas(page).press("Control+Shift+z");
  expect(await pinOf(page)).toEqual({ version: 2, fields: ["item", "currency"] });

  await runWithoutPauses(page);
  await runPanel(page).getByLabel("item").fill("a kettle");
  const runId = await runToEnd(page);
  await expect(stateOf(page)).toContainText("Done");
  await expect(answerOf(page)).toContainText("Say what the item costs, in its currency");
  const step = await openStep(page, runId, "Prices by version");
  await expect(step).toContainText("version 2");
});

test.describe("asked by others", () => {
  test.describe.configure({ mode: "serial" });
  const endpoint = connectedEndpoint(CONNECTION);

  const asked = () =>
    endpoint()
      .completions()
      .map(({ body }) => {
        // Each is a chat request, which the endpoint has answered.
        const { messages, tools = [] } = body as {
          messages: { role: string; content: unknown }[];
          tools?: { function: { name: string; parameters: { required?: string[] } } }[];
        };
        return { messages, tools: tools.map(({ function: { name, parameters } }) => ({ name, parameters })) };
      });

  /** Runs the open workflow simulated, then for real, and returns the real run's id. */
  async function runBothWays(page: Page, step: string): Promise<string> {
    await saved(page);
    await runWithoutPauses(page);
    await runPanel(page).getByLabel("item").fill("a kettle");
    await runToEnd(page);
    await expect(stateOf(page)).toContainText("Done");
    await expect(nodeOf(page, step)).toContainText("Done");
    await expect(answerOf(page)).toContainText("item a kettle");

    endpoint().requests.length = 0;
    const runId = await runForReal(page);
    await expect(stateOf(page)).toHaveText("Done");
    await expect(nodeOf(page, step)).toContainText("Done");
    await expect(answerOf(page)).toContainText("item a kettle");
    return runId;
  }

  test("a supervisor asks a workflow", async ({ page }) => {
    test.setTimeout(150_000);
    await drawPrices(page, "Prices to ask for", CONNECTION);

    await newWorkflow(page, "Lead and prices");
    await chooseDefaultModel(page, { connection: CONNECTION, model: MODEL });
    await addNode(page, "Input", "Order");
    await addFields(inspector(page), { type: "object", properties: { item: text }, required: ["item"] });
    await addNode(page, "Supervisor", "Lead", "Finds out the price");
    await inspector(page).getByLabel("What it is told").fill("Ask for the price, then finish.");
    await addWorkflow(page, "Prices to ask for");
    await addNode(page, "Output", "Answer");
    await connect(page, ["Order", "then"], ["Lead", "comes after"]);
    await connect(page, ["Lead", "asks"], ["Prices to ask for", "asked by"]);
    await connect(page, ["Lead", "then"], ["Answer", "comes after"]);
    await expect(edge(page, "Lead asks Prices to ask for")).toBeAttached();
    await expect(edge(page, "Lead then Answer")).toBeAttached();
    await handOver(page);

    const runId = await runBothWays(page, "Prices to ask for");
    // The supervisor was offered the workflow, and the agent inside was told what was handed over.
    const [lead, inner] = asked();
    expect(lead?.tools.map(({ name }) => name)).toContainEqual(expect.stringMatching(/^prices/));
    expect(inner?.messages[0]?.content).toContain("Say what the item costs.");
    expect(JSON.stringify(inner?.messages)).toContain("kettle");
    const step = await openStep(page, runId, "Prices to ask for");
    await expect(step).toContainText("version 1");
  });

  test("an agent uses a workflow as a tool", async ({ page }) => {
    test.setTimeout(150_000);
    await newWorkflow(page, "Clerk and prices");
    await chooseDefaultModel(page, { connection: CONNECTION, model: MODEL });
    await addNode(page, "Input", "Order");
    await addFields(inspector(page), { type: "object", properties: { item: text }, required: ["item"] });
    await addNode(page, "Agent", "Clerk", "Answers with the price");
    await inspector(page).getByLabel("What it is told").fill("Look up the price and say it.");
    await addWorkflow(page, "Prices to ask for");
    await addNode(page, "Output", "Answer");
    await connect(page, ["Order", "then"], ["Clerk", "comes after"]);
    await connect(page, ["Clerk", "can use"], ["Prices to ask for", "used by"]);
    await connect(page, ["Clerk", "then"], ["Answer", "comes after"]);
    await expect(edge(page, "Clerk can use Prices to ask for")).toBeAttached();

    const runId = await runBothWays(page, "Prices to ask for");
    const [clerk, inner, again] = asked();
    const offered = clerk?.tools.find(({ name }) => name.startsWith("prices"));
    expect(offered?.parameters).toMatchObject({ properties: { item: { type: "string" } } });
    expect(inner?.messages[0]?.content).toContain("Say what the item costs.");
    expect(again?.messages.at(-1)).toMatchObject({ role: "tool" });
    const step = await openStep(page, runId, "Prices to ask for");
    await expect(step).toContainText("version 1");
  });
});
