import type { Locator, Page } from "@playwright/test";
import { errorBody } from "../lib/adapters/models/scripted/scripted-reply.ts";
import { startScriptedServer } from "../lib/adapters/models/scripted/scripted-server.ts";
import { expect, test } from "./app.ts";
import { answerOf, openStep, runPanel, runToEnd, runWithoutPauses } from "./run-page.ts";
import {
  addFields,
  addNode,
  atTheDesk,
  choose,
  connectByKeys,
  draw,
  inspector,
  nameIt,
  newWorkflow,
  node,
  port,
  saved,
  seeEverything,
} from "./workbench.ts";

test.use({ ...atTheDesk, alone: "team" });
// One team is drawn, and run by three kinds of models.
test.describe.configure({ mode: "serial" });
let workflow: string;

const text = { type: "string" } as const;

test("a support team drawn from an empty canvas runs simulated: no model, no example, all made-up values told", async ({
  page,
}) => {
  test.setTimeout(240_000);
  await newWorkflow(page, "Support triage");
  workflow = page.url();
  await drawTeam(page);
  await expect(page.getByRole("button", { name: "Problems of runs" })).toHaveCount(0);
  await saved(page);

  await runWithoutPauses(page);
  await runPanel(page).getByLabel("ticket").fill("My parcel has not come. Where is it?");
  const runId = await runToEnd(page);
  await expect(page).toHaveTitle(/done/);
  const answer = await answerOf(page).innerText();
  for (const worker of ["Classifier", "Order finder", "Replier"]) expect(answer).toContain(worker);
  expect(answer).not.toMatch(/^\s*[[{]/);
  const panel = runPanel(page);
  await expect(panel.getByText(/^Made up: .*\burgency\b/).first()).toBeVisible();
  await expect(panel.getByText(/Chosen from a practice table: .*\borderId\b/).first()).toBeVisible();
  await expect(panel).toContainText("cost unknown: no model is chosen");

  // The order that it asks for is one of the demo company's.
  await expect(await openStep(page, runId, "Order lookup")).toContainText(/SO-\d{5}/);
  await expect(page.getByRole("region", { name: "Details" })).toContainText("rowCount");
  await page.goto("/outbox");
  await expect(page.getByRole("list", { name: "Mails" }).getByRole("link").first()).toContainText(
    "@example.com",
  );
});

test("the same team runs for real against an endpoint, and tells what a model's list lacks", async ({
  page,
}) => {
  const endpoint = await startScriptedServer({
    models: ["house-model"],
    script: () => ({ kind: "simulated" }),
  });
  await connect(page, endpoint.baseUrl);
  await page.goto(workflow);
  await page.getByRole("radio", { name: "Real" }).click();
  await page.getByRole("button", { name: /^Before a real run/ }).click();
  const before = page.getByRole("dialog", { name: "Before a real run" });
  await expect(before).toContainText("has no model to think with");
  await before.getByRole("button", { name: "Show where" }).first().click();
  await inspector(page).getByLabel("Default model", { exact: true }).fill("house-modle");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: /^Before a real run/ }).click();
  await expect(before).toContainText("doesn't list the model house-modle");
  await before.getByRole("button", { name: "Use house-model everywhere" }).click();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("button", { name: /^Before a real run/ })).toHaveCount(0);
  await saved(page);

  await runPanel(page).getByLabel("ticket").fill("My parcel has not come. Where is it?");
  await runToEnd(page);
  await expect(page).toHaveTitle(/done/);
  expect(await answerOf(page).innerText()).toContain("Order finder");
  await expect(runPanel(page)).not.toContainText("Made up");
  await expect(runPanel(page)).toContainText("cost unknown: no price for house-model");
  expect(endpoint.completions().length).toBeGreaterThanOrEqual(8);

  // A worker that fails: the others go on, and the run says what went wrong.
  const refused = { kind: "status", status: 400, body: errorBody("This model is gone") } as const;
  endpoint.play((body) =>
    JSON.stringify(body).includes("You find orders") ? refused : { kind: "simulated" },
  );
  const runId = await runToEnd(page);
  await expect(page).toHaveTitle(/done/);
  await expect(runPanel(page)).toContainText("This model is gone");
  await expect(await openStep(page, runId, "Order finder")).toContainText("This model is gone");
  await endpoint.close();
});

async function connect(page: Page, baseUrl: string): Promise<void> {
  await page.goto("/connections");
  await page.getByLabel("Base URL").fill(baseUrl);
  await page.getByRole("button", { name: "Recognise and test" }).click();
  await page.getByRole("button", { name: "Connect", exact: true }).click();
  await expect(page.getByRole("list", { name: "Model connections" }).getByRole("listitem")).toHaveCount(1);
}

/** A supervisor with three workers, who read a practice database, call a service and write mails. */
async function drawTeam(page: Page): Promise<void> {
  const settings = inspector(page);
  await page.getByRole("button", { name: "Add the first node" }).click();
  await page.getByRole("combobox", { name: "Add a node" }).fill("input");
  await page.keyboard.press("Enter");
  await expect(node(page, "Input")).toBeFocused();
  await nameIt(page, "Ticket");
  await addFields(settings, { type: "object", properties: { ticket: text }, required: ["ticket"] });

  await addNode(page, "Supervisor", "Triage lead", "Leads the triage");
  await settings.getByLabel("What it is told").fill("You lead the triage of support tickets.");
  await addNode(page, "Output", "Reply");
  await seeEverything(page);
  await draw(port(page, "Ticket", "then"), port(page, "Triage lead", "comes after"));
  await connectByKeys(page, "Triage lead", "then Reply");

  await worker(page, "Classifier", "Sorts tickets", "You sort tickets by kind and urgency.");
  await settings.getByRole("radio", { name: "Fields" }).click();
  await addFields(settings, {
    type: "object",
    properties: { kind: text, urgency: { type: "integer" } },
    required: ["kind", "urgency"],
  });
  await ask(page, "Classifier", ["ticket"]);
  await worker(page, "Order finder", "Finds the order", "You find orders in the shop's database.");
  await ask(page, "Order finder", ["orderId"]);
  await worker(page, "Replier", "Answers the customer", "You answer customers and tell the status page.");
  await ask(page, "Replier", ["ticket", "customerEmail"]);

  await addNode(page, "Read from a database", "Order lookup", "Reads one order");
  await choose(settings, "Database", "Demo ERP");
  await settings.getByLabel("Statement", { exact: true }).fill("select * from orders where id = :orderId");
  await settings.getByRole("button", { name: /^Add the parameters? / }).click();
  await connectByKeys(page, "Order finder", "can use Order lookup");

  await addNode(page, "Call a URL", "Status page", "Posts a note");
  await parameters(settings, "note");
  await choose(settings, "Method", "POST");
  await settings.getByLabel("URL", { exact: true }).fill("http://127.0.0.1:9/notes");
  await settings.getByLabel("Body", { exact: true }).fill("{{ parameters.note }}");
  await connectByKeys(page, "Replier", "can use Status page");

  await addNode(page, "Send mail", "Reply mail", "Mails the customer");
  // It begins with what a mail needs, for the model to write.
  for (const label of ["To", "Subject", "Text"])
    await expect(settings.getByLabel(label, { exact: true })).not.toBeEmpty();
  await connectByKeys(page, "Replier", "can use Reply mail");
}

async function worker(page: Page, name: string, description: string, instructions: string): Promise<void> {
  await addNode(page, "Agent", name, description);
  await inspector(page).getByLabel("What it is told").fill(instructions);
}

/** The lead asks it with these texts, each for the model to fill. */
async function ask(page: Page, name: string, fields: string[]): Promise<void> {
  await connectByKeys(page, "Triage lead", `asks ${name}`);
  for (const field of fields) {
    await inspector(page).getByRole("button", { name: "Add a field" }).click();
    await page.keyboard.type(field);
    await page.keyboard.press("Enter");
  }
}

async function parameters(settings: Locator, ...names: string[]): Promise<void> {
  const properties = Object.fromEntries(names.map((name) => [name, text]));
  await addFields(settings, { type: "object", properties, required: names }, "parameter");
}
