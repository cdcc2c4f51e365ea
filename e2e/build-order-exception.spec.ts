import type { Page } from "@playwright/test";
import type { ContextField, Fill, FlowEdge, ToolEdge, WorkerEdge } from "../lib/graph/edge.ts";
import type { AgentNode, InputNode, SupervisorNode, ToolNode } from "../lib/graph/node.ts";
import { orderException } from "../lib/graph/templates/order-exception.ts";
import { expect, test } from "./app.ts";
import {
  addFields,
  addNode,
  atTheDesk,
  canvas,
  choose,
  connectByKeys,
  draw,
  edge,
  inspector,
  nameIt,
  newWorkflow,
  node,
  opened,
  openProblems,
  palette,
  port,
  saved,
  seeEverything,
  select,
  standsStill,
  stored,
} from "./workbench.ts";

test.use(atTheDesk);

const { graph } = orderException();

/** What the template says of a node, as the texts to type. */
function told<Kind extends "input" | "supervisor" | "agent" | "tool" | "output">(kind: Kind, id: string) {
  const found = graph.nodes.find((one) => one.id === id);
  if (found?.kind !== kind) throw new Error(`expected the template to have a ${kind} "${id}"`);
  // The kind has just been compared.
  return found as Extract<typeof found, { kind: Kind }>;
}

function toldEdge(from: string, to: string): ToolEdge | WorkerEdge | FlowEdge {
  const found = graph.edges.find((one) => one.from === from && one.to === to);
  if (!found || (found.kind !== "tool" && found.kind !== "worker" && found.kind !== "flow"))
    throw new Error(`expected an edge from "${from}" to "${to}"`);
  return found;
}

test("the order exception is built from an empty canvas, and does what the template does", async ({
  page,
}) => {
  test.setTimeout(480_000);
  await page.goto("/");
  await page.getByRole("button", { name: "From template" }).click();
  await page
    .getByRole("dialog")
    .getByRole("button", { name: /Order exception/ })
    .click();
  await opened(page);
  const templates = await outcomeOf(page, "Short stock");

  await newWorkflow(page, "Drawn by hand");
  await build(page);
  await expect(page.getByRole("button", { name: /^\d+ problems?$/ })).toHaveCount(0);
  await saved(page);
  await page.reload();
  await expect(page.getByRole("button", { name: /^\d+ problems?$/ })).toHaveCount(0);

  expect(await outcomeOf(page, "Short stock")).toEqual(templates);
  expect(templates.answer).toContain("Rule: Short stock");
  expect(templates.row).toContain("erp.orders SO-10587");
  expect(templates.mail.subject).toContain("SO-10587");
});

/** Runs a sample in a demo company that is as new; what was answered, what changed in the ERP and what was mailed. */
async function outcomeOf(page: Page, sample: string) {
  const own = page.url();
  await page.goto("/demo");
  await page.getByRole("button", { name: "Reset" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Reset" }).click();
  await expect(page.getByText("No changes yet")).toBeVisible();

  await page.goto(own);
  await page.getByRole("button", { name: "About simulated and real runs" }).click();
  await page.getByRole("switch", { name: "Without pauses" }).click();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: sample }).click();
  await page.getByRole("button", { name: /^Run it/ }).click();
  await expect(page).toHaveTitle(/done/, { timeout: 30_000 });
  const answer = await page.getByRole("region", { name: "answer", exact: true }).innerText();

  await page.goto("/demo");
  const change = page
    .getByRole("list", { name: "Latest changes" })
    .getByRole("listitem")
    .filter({ hasText: "erp.orders" });
  await expect(change).toHaveCount(1);
  const row = `${await change.getByText("erp.orders").innerText()} ${await change.getByRole("list").innerText()}`;
  await page.goto("/outbox");
  await page.getByRole("list", { name: "Mails" }).getByRole("link").first().click();
  const article = page.getByRole("article");
  const mail = {
    subject: await article.getByRole("heading").innerText(),
    to: await article.getByRole("definition").first().innerText(),
    text: await article.getByText("Dear").innerText(),
  };
  await page.goto(own);
  return { answer, row, mail };
}

async function build(page: Page): Promise<void> {
  await palette(page).locator("summary").filter({ hasText: "Default model" }).click();
  await palette(page)
    .getByLabel("Default model", { exact: true })
    .fill(graph.defaultModel?.model ?? "");
  await page.keyboard.press("Escape");
  await buildInput(page, told("input", "input"));
  await buildSupervisor(page, told("supervisor", "desk"));
  const output = told("output", "output");
  await addNode(page, "Output", output.name, output.description);
  await inspector(page).getByLabel("Template").fill(output.template);

  await seeEverything(page);
  await draw(port(page, "Order", "then"), port(page, "Order desk", "comes after"));
  await expect(edge(page, "Order then Order desk")).toBeAttached();
  await fillContext(page, toldEdge("input", "desk"));
  await connectByKeys(page, "Order desk", "then Outcome");

  expect(await (await openProblems(page)).getByRole("listitem").count()).toBeGreaterThan(0);
  await page.keyboard.press("Escape");

  await buildReads(page);
  await buildWorkers(page);
  await buildTools(page);
}

/** The three systems, what happens without each of them, and what the desk waits for. */
async function buildReads(page: Page): Promise<void> {
  for (const [id, system] of [
    ["erp", "Demo ERP"],
    ["wms", "Demo WMS"],
    ["tms", "Demo TMS"],
  ] as const) {
    const read = told("tool", id);
    await buildTool(page, "Read from a database", read, system);
    await sayIfItFails(page, read);
    await sayTries(page, read);
    await connectByKeys(page, "Order", `then ${read.name}`);
    await fillContext(page, toldEdge("input", id));
    await connectByKeys(page, read.name, "then Order desk");
    await fillContext(page, toldEdge(id, "desk"));
  }
  const dispatch = told("tool", "dispatch");
  await buildTool(page, "Send mail", dispatch);
  await sayIfItFails(page, dispatch);
  await page.getByRole("button", { name: "Arrange" }).click();
  await draw(port(page, "TMS shipment", "then"), port(page, dispatch.name, "comes after"));
  await inspector(page).getByRole("radio", { name: "If it fails" }).click();
  await expect(edge(page, `TMS shipment then, if it fails, ${dispatch.name}`)).toBeAttached();
  await fillContext(page, toldEdge("tms", "dispatch"));
  await connectByKeys(page, dispatch.name, "then Order desk");
  await fillContext(page, toldEdge("dispatch", "desk"));

  const { join } = told("supervisor", "desk");
  if (!join?.withinMs) throw new Error("expected the desk to wait for so many flows, and so long");
  await select(page, "Order desk");
  await choose(inspector(page), "Of what leads here", "Some of them");
  await inspector(page).getByRole("textbox", { name: "How many" }).fill(String(join.needs));
  await inspector(page)
    .getByRole("textbox", { name: "At most" })
    .fill(String(join.withinMs / 1_000));
  await page.keyboard.press("Enter");
}

async function sayIfItFails(page: Page, { onFailure }: ToolNode): Promise<void> {
  if (onFailure?.do !== "leave-out") return;
  const settings = inspector(page);
  await settings.locator("summary").filter({ hasText: "If it fails" }).click();
  await choose(settings, "When it has failed for good", "It is left out");
}

async function sayTries(page: Page, { name, retry }: ToolNode): Promise<void> {
  if (!retry) return;
  const settings = inspector(page);
  await settings.locator("summary").filter({ hasText: "Tries" }).click();
  const fill = async (label: string, value: string) => {
    await settings.getByRole("textbox", { name: label, exact: true }).fill(value);
    await page.keyboard.press("Enter");
  };
  await fill("Attempts", `${retry.attempts}`);
  await fill("First wait", `${retry.backoffMs}`);
  if (!Array.isArray(retry.errors)) throw new Error("expected codes of failures");
  await choose(settings, "After which failures", "Those with these codes");
  await fill("Codes", retry.errors.join(", "));
  await saved(page);
  const drawn = (await stored(page)).graph.nodes.find((node) => node.name === name);
  expect(drawn?.kind === "tool" && drawn.retry).toEqual(retry);
}

async function buildInput(page: Page, input: InputNode): Promise<void> {
  await page.getByRole("button", { name: "Add the first node" }).click();
  await page.getByRole("combobox", { name: "Add a node" }).fill("input");
  await page.keyboard.press("Enter");
  await expect(node(page, "Input")).toBeFocused();
  await nameIt(page, input.name, input.description);
  const settings = inspector(page);
  await addFields(settings, input.schema);
  for (const [index, sample] of input.samples.entries()) {
    await settings.getByRole("button", { name: "Add a sample" }).click();
    await settings.getByLabel(`Name of sample ${index + 1}`).fill(sample.name);
    for (const [name, value] of Object.entries(sample.input)) {
      const title = input.schema.properties[name]?.title ?? name;
      await settings.getByLabel(new RegExp(`^${title}( \\(optional\\))?$`)).fill(String(value));
    }
  }
}

async function buildSupervisor(page: Page, desk: SupervisorNode): Promise<void> {
  await addNode(page, "Supervisor", desk.name, desk.description);
  await buildThinking(page, desk);
  const settings = inspector(page);
  await settings.getByText("Limits", { exact: true }).click();
  await settings
    .getByLabel("Deadline in all", { exact: true })
    .fill(String((desk.limits.deadlineMs ?? 0) / 1_000));
}

async function buildThinking(
  page: Page,
  { instructions, models }: SupervisorNode | AgentNode,
): Promise<void> {
  const settings = inspector(page);
  await settings.getByLabel("What it is told").fill(instructions);
  for (const [index, { model }] of models.entries()) {
    await settings.getByRole("button", { name: "Choose another for this one" }).click();
    await settings.getByLabel(`Model ${index + 1}`, { exact: true }).fill(model);
    await page.keyboard.press("Escape");
  }
}

async function buildAgent(page: Page, agent: AgentNode): Promise<void> {
  await nameIt(page, agent.name, agent.description);
  await buildThinking(page, agent);
  const settings = inspector(page);
  if (agent.output) {
    await settings.getByRole("radio", { name: "Fields" }).click();
    await addFields(settings, agent.output);
  }
  if (agent.simulatedReply !== null) {
    await settings.getByText("Simulated reply", { exact: true }).click();
    await settings.getByRole("button", { name: "Write the reply" }).click();
    await settings.getByLabel("Reply", { exact: true }).fill(agent.simulatedReply);
  }
}

/** One worker for each way to get one: a port dragged to an empty place, ports joined, keys, and the settings. */
async function buildWorkers(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Arrange" }).click();
  await standsStill(page);
  await port(page, "Order desk", "asks").hover();
  await page.mouse.down();
  const pane = await canvas(page).boundingBox();
  if (!pane) throw new Error("expected a canvas");
  await page.mouse.move(pane.x + pane.width / 2, pane.y + pane.height - 120, { steps: 8 });
  await page.mouse.up();
  await page.getByRole("combobox", { name: "Add what Order desk asks" }).fill("agent");
  await page.keyboard.press("Enter");
  await buildAgent(page, told("agent", "retrieval"));
  await inspector(page)
    .getByRole("button", { name: /^asked by Order desk/ })
    .click();
  await fillContext(page, toldEdge("desk", "retrieval"));

  await addNode(page, "Agent", "Decision");
  await buildAgent(page, told("agent", "decision"));
  await page.getByRole("button", { name: "Arrange" }).click();
  await draw(port(page, "Order desk", "asks"), port(page, "Decision", "asked by"));
  await fillContext(page, toldEdge("desk", "decision"));

  await addNode(page, "Agent", "Action");
  await buildAgent(page, told("agent", "action"));
  await connectByKeys(page, "Order desk", "asks Action");
  await fillContext(page, toldEdge("desk", "action"));

  await addNode(page, "Agent", "Notification");
  await buildAgent(page, told("agent", "notification"));
  await select(page, "Order desk");
  await inspector(page).getByRole("button", { name: "Connect" }).click();
  await page.getByRole("menuitem", { name: "asks Notification" }).click();
  await fillContext(page, toldEdge("desk", "notification"));
}

/** What the edge that is selected carries. */
async function fillContext(page: Page, edge: ToolEdge | WorkerEdge | FlowEdge): Promise<void> {
  const settings = inspector(page);
  const fields = edge.kind === "tool" ? [] : edge.context;
  for (const field of fields) {
    await settings.getByRole("button", { name: "Add a field" }).click();
    await page.keyboard.type(field.name);
    await page.keyboard.press("Enter");
    await fillBy(page, field.name, field.fill);
    await describeContext(page, field);
  }
}

async function describeContext(page: Page, { name, schema, required, fill }: ContextField): Promise<void> {
  const settings = inspector(page);
  if (schema.type === "object") await choose(settings, `Type of ${name}`, "Object");
  if (!required) await settings.getByRole("button", { name: `${name} is required` }).click();
  if (fill.by === "model" && schema.description)
    await settings.getByLabel(`What the model puts into ${name}`).fill(schema.description);
}

async function fillBy(page: Page, name: string, fill: Fill): Promise<void> {
  if (fill.by !== "path") return;
  const settings = inspector(page);
  await choose(settings, `Who fills ${name}`, "Path");
  await settings.getByLabel(`Path for ${name}`, { exact: true }).fill(fill.path);
}

async function buildTools(page: Page): Promise<void> {
  await buildTool(page, "Rules", told("tool", "rules"));
  await page.getByRole("button", { name: "Arrange" }).click();
  await draw(port(page, "Decision", "can use"), port(page, "Order rules", "used by"));
  await fillParameters(page, toldEdge("decision", "rules"));
  await buildTool(page, "Write to a database", told("tool", "update"), "Demo ERP");
  await connectByKeys(page, "Action", "can use Update order");
  await fillParameters(page, toldEdge("action", "update"));
  await buildTool(page, "Send mail", told("tool", "mail"));
  await connectByKeys(page, "Notification", "can use Send mail");
  await fillParameters(page, toldEdge("notification", "mail"));
}

async function fillParameters(page: Page, used: ToolEdge | WorkerEdge | FlowEdge): Promise<void> {
  for (const { name, fill } of used.kind === "tool" ? used.fills : []) await fillBy(page, name, fill);
}

async function buildTool(page: Page, kind: string, told: ToolNode, connection?: string): Promise<void> {
  await addNode(page, kind, told.name, told.description);
  const settings = inspector(page);
  const { tool } = told;
  if (connection) await choose(settings, "Database", connection);
  if (tool.type === "sql" || tool.type === "sql-write") {
    await settings.getByLabel("Statement", { exact: true }).fill(tool.statement);
    // The statement names its parameters; what models should know of them is added in their rows.
    await settings.getByRole("button", { name: /^Add the parameters? / }).click();
    return;
  }
  // A mail begins with what a mail needs; this one is made of other parts.
  for (const name of tool.type === "email" ? ["to", "subject", "body"] : []) {
    await settings.getByRole("button", { name: `More about ${name}`, exact: true }).click();
    await settings.getByRole("button", { name: `Remove ${name}`, exact: true }).click();
  }
  await addFields(settings, withoutDepth(told), "parameter");
  if (tool.type === "rules")
    for (const [index, rule] of tool.rules.entries()) {
      await settings.getByRole("button", { name: "Add a rule" }).click();
      const row = settings.locator("ol > li").nth(index);
      await row.getByLabel("Name of the rule").fill(rule.name);
      await row.getByLabel("When").fill(rule.when);
      await row.getByLabel("Then").fill(rule.result);
      await row.getByLabel("Priority", { exact: true }).fill(String(rule.priority));
    }
  if (tool.type === "email") {
    await settings.getByLabel("To", { exact: true }).fill(tool.to);
    await settings.getByLabel("Subject", { exact: true }).fill(tool.subject);
    await settings.getByLabel("Text", { exact: true }).fill(tool.body);
  }
}

/** Parameters that come by paths from fields described elsewhere: their own fields need not be said again. */
const withoutDepth = ({ parameters }: ToolNode): ToolNode["parameters"] => ({
  ...parameters,
  properties: Object.fromEntries(
    Object.entries(parameters.properties).map(([name, { properties: _, items, ...rest }]) => [
      name,
      items?.type ? { ...rest, items: { type: items.type } } : rest,
    ]),
  ),
});
