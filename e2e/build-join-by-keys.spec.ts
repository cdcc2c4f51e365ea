import type { Locator, Page } from "@playwright/test";
import { errorBody } from "../lib/adapters/models/scripted/scripted-reply.ts";
import type { ObjectSchema } from "../lib/graph/json-schema.ts";
import { expect, test } from "./app.ts";
import { askedBy, connectedEndpoint, MODEL, runForReal } from "./model-endpoint.ts";
import { publish } from "./publish.ts";
import { answerOf, nodeOf, runPanel, runToEnd, runWithoutPauses } from "./run-page.ts";
import {
  addFields,
  atTheDesk,
  canvas,
  chooseDefaultModel,
  connectByKeys,
  edge,
  inspector,
  newWorkflow,
  node,
  saved,
  select,
  stored,
} from "./workbench.ts";

test.use({ ...atTheDesk, alone: "endpoint" });

const CONNECTION = "Endpoint of joins";
const endpoint = connectedEndpoint(CONNECTION);
const item: ObjectSchema = {
  type: "object",
  properties: { item: { type: "string" } },
  required: ["item"],
};

/** Adds a node by its kind, while the canvas or a node has the focus. */
async function add(page: Page, kind: string, name?: string): Promise<void> {
  await page.keyboard.press("n");
  await page.keyboard.type(kind);
  await page.keyboard.press("Enter");
  await expect(canvas(page).locator(".react-flow__node:focus")).toBeVisible();
  if (name === undefined) return;
  await page.keyboard.press("F2");
  await page.keyboard.type(name);
  await page.keyboard.press("Enter");
  await expect(node(page, name)).toBeFocused();
}

async function begin(page: Page, workflow: string): Promise<void> {
  await newWorkflow(page, workflow);
  await chooseDefaultModel(page, { connection: CONNECTION, model: MODEL });
  await page.getByRole("button", { name: "Add the first node" }).focus();
  await page.keyboard.press("Escape");
  await canvas(page).focus();
}

async function tell(page: Page, name: string): Promise<void> {
  await select(page, name);
  await inspector(page).getByLabel("What it is told").fill(`You are ${name}.`);
}

/** Opens a list by keys and goes down to an option. */
async function chooseByKeys(scope: Locator, label: string, option: string): Promise<void> {
  const page = scope.page();
  await scope.getByRole("combobox", { name: label, exact: true }).focus();
  await page.keyboard.press("Enter");
  const wanted = page.getByRole("option").filter({ hasText: option }).first();
  await expect(wanted).toBeVisible();
  for (let at = 0; at < 12 && (await wanted.getAttribute("data-highlighted")) === null; at += 1)
    await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
}

async function press(page: Page, button: Locator): Promise<void> {
  await button.focus();
  await page.keyboard.press("Enter");
}

test("by keys alone: three of four are waited for, one of them is a workflow, and a failure leads elsewhere", async ({
  page,
}) => {
  test.setTimeout(150_000);
  await begin(page, "Prices by keys");
  await add(page, "input", "Request");
  await addFields(inspector(page), item);
  await canvas(page).focus();
  await add(page, "agent", "Pricer");
  await add(page, "output", "Price");
  await connectByKeys(page, "Request", "then Pricer");
  await connectByKeys(page, "Pricer", "then Price");
  await tell(page, "Pricer");
  await saved(page);
  await publish(page, "Says the price", 1);

  await begin(page, "Offer by keys");
  await add(page, "input", "Order");
  await addFields(inspector(page), item);
  await canvas(page).focus();
  await add(page, "agent", "Stock");
  await add(page, "agent", "Carrier");
  await add(page, "agent", "Apologise");
  await add(page, "workflow");
  await chooseByKeys(inspector(page), "Which one", "Prices by keys");
  await expect(inspector(page).getByRole("heading", { name: "Prices by keys", exact: true })).toBeVisible();
  await canvas(page).focus();
  await add(page, "output", "Offer");
  for (const name of ["Stock", "Carrier", "Apologise"]) await tell(page, name);
  for (const name of ["Stock", "Carrier", "Prices by keys"]) {
    await connectByKeys(page, "Order", `then ${name}`);
    await connectByKeys(page, name, "then Offer");
  }
  await connectByKeys(page, "Carrier", "then Apologise");
  await inspector(page).getByRole("radio", { name: "If it fails" }).focus();
  await page.keyboard.press("Space");
  await expect(edge(page, "Carrier then, if it fails, Apologise")).toBeAttached();
  await connectByKeys(page, "Apologise", "then Offer");
  await select(page, "Offer");
  await chooseByKeys(inspector(page), "Of what leads here", "Some of them");
  await inspector(page).getByRole("textbox", { name: "How many" }).fill("3");
  await page.keyboard.press("Enter");
  await press(page, page.getByRole("button", { name: /problems?$/ }).first());
  await press(page, page.getByRole("button", { name: "Take it from input.item" }));
  await page.keyboard.press("Escape");
  await saved(page);
  const offer = (await stored(page)).graph.nodes.find(({ name }) => name === "Offer");
  expect(offer).toMatchObject({ join: { needs: 3, withinMs: null } });

  await runWithoutPauses(page);
  await runPanel(page).getByLabel("item").fill("a kettle");
  await runToEnd(page);
  await expect(page).toHaveTitle(/done/);
  await expect(nodeOf(page, "Apologise")).toContainText("Passed over");
  await expect(answerOf(page)).toContainText("item a kettle");

  endpoint().play((body) =>
    askedBy(body) === "Carrier"
      ? { kind: "status", status: 400, body: errorBody("Not today") }
      : { kind: "reply", text: `${askedBy(body)} has spoken.` },
  );
  await runForReal(page);
  await expect(page).toHaveTitle(/done/);
  await expect(nodeOf(page, "Carrier")).toContainText("Failed");
  await expect(nodeOf(page, "Apologise")).toContainText("Done");
  for (const name of ["Stock", "Pricer", "Apologise"])
    await expect(answerOf(page)).toContainText(`${name} has spoken.`);
});
