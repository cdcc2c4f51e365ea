import { expect, type Locator, type Page } from "@playwright/test";
import type { WorkflowDocument } from "../lib/graph/graph.ts";
import type { JsonSchema, ObjectSchema } from "../lib/graph/json-schema.ts";
import { api } from "./run-page.ts";

/** For tests that draw: nothing glides, so that what is in sight stands where it is; and no step waits for long. */
export const atTheDesk = {
  actionTimeout: 10_000,
  contextOptions: { reducedMotion: "reduce" },
} as const;

/** What the type of a field is called in the forms. */
const typeWords = {
  string: "Text",
  number: "Number",
  integer: "Whole number",
  boolean: "Yes or no",
  object: "Object",
  array: "List",
} as const;

const formatWords: Record<string, string> = { email: "Email address" };

/** Makes an empty workflow from the list and opens it. */
export async function newWorkflow(page: Page, name: string): Promise<void> {
  await page.goto("/");
  await page.getByRole("button", { name: "New workflow" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill(name);
  await dialog.getByRole("button", { name: "Create" }).click();
  await opened(page);
}

/** Makes a workflow from a document, by the file chooser of the list, and opens it. */
export async function openDocument(page: Page, document: object, name = "From a file"): Promise<void> {
  await page.goto("/");
  await page.getByLabel("Workflow file").setInputFiles({
    name: "workflow.json",
    mimeType: "application/json",
    buffer: Buffer.from(JSON.stringify({ name, ...document })),
  });
  await opened(page);
}

/** Waits until a workflow is open. */
export async function opened(page: Page): Promise<void> {
  await page.waitForURL(/\/workflows\/[\w-]+/);
  await expect(page.getByRole("application", { name: "Canvas" })).toBeVisible();
}

/** The canvas with everything on it. */
export const canvas = (page: Page): Locator => page.getByRole("application", { name: "Canvas" });

/** A node by its name. */
export const node = (page: Page, name: string): Locator =>
  canvas(page).getByRole("group", { name: new RegExp(`^${literal(name)}, `) });

/** An edge by the names of its ends and the word between them, "Order desk asks Decision", whatever its problems. */
export const edge = (page: Page, words: string): Locator =>
  canvas(page).getByRole("img", { name: new RegExp(`^${literal(words)}(, \\d+ problems?)?$`) });

/** A place of a node where edges of a kind begin or end: "then", "asks", "used by". */
export const port = (page: Page, name: string, label: string): Locator =>
  node(page, name).getByRole("img", { name: label, exact: true });

const literal = (text: string) => text.replace(/[^\w\s]/g, "\\$&");

/** The settings of what is selected. */
export const inspector = (page: Page): Locator => page.getByRole("complementary", { name: "Inspector" });

/** The panel with what can be added and the outline. */
export const palette = (page: Page): Locator => page.getByRole("complementary", { name: "Add and outline" });

/** Everything drawn is in sight. */
export async function seeEverything(page: Page): Promise<void> {
  await page.getByRole("button", { name: "See everything" }).click();
}

/** Draws an edge from one port to another, once nothing moves any more. */
export async function draw(from: Locator, to: Locator): Promise<void> {
  await standsStill(from.page());
  await from.dragTo(to);
}

/** Draws an edge between two ports of nodes by pointer; it is selected then. */
export async function connect(
  page: Page,
  from: [name: string, port: string],
  to: [name: string, port: string],
): Promise<void> {
  await seeEverything(page);
  await draw(port(page, ...from), port(page, ...to));
}

/** View and nodes have not moved for half a second: the view follows some frames after what asks for it. */
export async function standsStill(page: Page): Promise<void> {
  const drawn = page.locator(".react-flow__viewport, .react-flow__node");
  const places = () => drawn.evaluateAll((all) => all.map((one) => one.getAttribute("style")).join());
  let before = "";
  let still = 0;
  const looksStill = async () => {
    const now = await places();
    still = now === before ? still + 1 : 0;
    before = now;
    return still;
  };
  await expect.poll(looksStill, { intervals: [100] }).toBeGreaterThanOrEqual(5);
}

/** Adds by the palette; it is selected then, under the name of its kind. */
export async function addNode(page: Page, kind: string, name: string, description?: string): Promise<void> {
  // A node in the outline below may have the same name.
  await palette(page).getByRole("button", { name: kind, exact: true }).first().click();
  await nameIt(page, name, description);
}

/** Names what is selected, in its settings. */
export async function nameIt(page: Page, name: string, description?: string): Promise<void> {
  const settings = inspector(page);
  await settings.getByLabel("Name", { exact: true }).fill(name);
  await settings.getByLabel("Name", { exact: true }).press("Enter");
  await expect(node(page, name)).toBeVisible();
  if (description !== undefined) await settings.getByLabel("Description", { exact: true }).fill(description);
}

/** Selects a node by the outline, which brings it into sight, and waits for its settings. */
export async function select(page: Page, name: string): Promise<void> {
  // Behind the name may stand how many problems it has, which is no part of it: "Reader 2" is another node. A line with
  // when a flow to it is taken is none of a node.
  await palette(page)
    .getByRole("button", { name: new RegExp(`^${literal(name)}\\s*(, .*problems?)?$`) })
    .filter({ has: page.getByText(name, { exact: true }) })
    .last()
    .click();
  await expect(inspector(page).getByRole("heading", { name, exact: true })).toBeVisible();
}

/** Chooses the model for all agents that have none of their own. */
export async function chooseDefaultModel(
  page: Page,
  { connection, model }: { connection: string; model: string },
): Promise<void> {
  await palette(page).locator("summary").filter({ hasText: "Default model" }).click();
  await palette(page).getByLabel("Default model", { exact: true }).fill(model);
  await page.keyboard.press("Escape");
  await palette(page).getByRole("combobox", { name: "Connection of default model" }).click();
  await page.getByRole("option").filter({ hasText: connection }).first().click();
}

/** Chooses from a list field. */
export async function choose(scope: Locator, label: string, option: string): Promise<void> {
  await scope.getByRole("combobox", { name: label, exact: true }).click();
  await scope.page().getByRole("option").filter({ hasText: option }).first().click();
}

/**
 * Adds the fields of a schema, one after another and by what a person sees: name, type, required or not, and in the
 * opened row its words, its values and the fields below it. `scope` holds one editor of fields.
 */
export async function addFields(scope: Locator, schema: ObjectSchema, noun = "field"): Promise<void> {
  const page = scope.page();
  for (const [name, field] of Object.entries(schema.properties)) {
    // Editors of the fields below stand before the button of their own editor.
    await scope
      .getByRole("button", { name: `Add a ${noun}` })
      .last()
      .click();
    await page.keyboard.type(name);
    await page.keyboard.press("Enter");
    if (field.type === undefined) await choose(scope, `Type of ${name}`, "Anything");
    else if (field.type !== "string") await choose(scope, `Type of ${name}`, typeWords[field.type]);
    if (!schema.required.includes(name))
      await scope.getByRole("button", { name: `${name} is required` }).click();
    if (saysMore(field)) await describe(scope, name, field);
  }
}

const saysMore = ({ type: _, items, ...more }: JsonSchema) =>
  Object.keys(more).some((key) => key !== "required") || (items !== undefined && items.type !== "string");

async function describe(scope: Locator, name: string, field: JsonSchema): Promise<void> {
  const more = scope.page().getByRole("button", { name: `More about ${name}`, exact: true });
  // Everything around has the button too; its own row is the innermost.
  const row = scope.locator("[data-field]").filter({ has: more }).last();
  await row.getByRole("button", { name: `More about ${name}`, exact: true }).click();
  if (field.description) await row.getByLabel("Description").fill(field.description);
  if (field.title) await row.getByLabel("Title in forms").fill(field.title);
  if (field.enum) await row.getByLabel("Only these values").fill(field.enum.join("\n"));
  if (field.format) await choose(row, "Kind of text", formatWords[field.format] ?? field.format);
  if (field.minLength !== undefined)
    await row.getByLabel("Shortest", { exact: true }).fill(String(field.minLength));
  if (field.maxLength !== undefined)
    await row.getByLabel("Longest", { exact: true }).fill(String(field.maxLength));
  if (field.examples) await row.getByLabel("Examples").fill(field.examples.join("\n"));
  if (field.properties) await addFields(row, objectOf(field));
  if (field.items?.type === "object") {
    await choose(row, "Each item is", "Object");
    await addFields(row, objectOf(field.items));
  }
  await row.getByRole("button", { name: `More about ${name}`, exact: true }).click();
}

const objectOf = ({ properties = {}, required = [] }: JsonSchema): ObjectSchema => ({
  type: "object",
  properties,
  required,
});

/** Waits until everything is stored. */
export async function saved(page: Page): Promise<void> {
  await expect(page.getByRole("status").filter({ hasText: "Saved" })).toBeVisible();
}

/** The names of all problems in the list of the page's bar, opened for it. */
export async function openProblems(page: Page): Promise<Locator> {
  await page.getByRole("button", { name: /^\d+ problems?$/ }).click();
  return page.getByRole("dialog", { name: "Problems" });
}

/** The workflow as it is stored, by its file. */
export async function stored(page: Page): Promise<WorkflowDocument> {
  const id = new URL(page.url()).pathname.split("/").at(-1);
  const answer = await page.request.get(api(page, `/workflows/${id}/file`));
  // The app's own file; the test looks only at what it expects.
  return (await answer.json()) as WorkflowDocument;
}

/** Selects a node, and connects it by keys alone. */
export async function connectByKeys(page: Page, from: string, words: string): Promise<void> {
  await select(page, from);
  await node(page, from).focus();
  await page.keyboard.press("c");
  await page.getByRole("combobox", { name: `Connect ${from}` }).fill(words);
  await page.keyboard.press("Enter");
  await expect(edge(page, `${from} ${words}`)).toBeAttached();
}
