import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import {
  errorBody,
  rateLimited,
  type ScriptedReply,
} from "../lib/adapters/models/scripted/scripted-reply.ts";
import { type ScriptedServer, startScriptedServer } from "../lib/adapters/models/scripted/scripted-server.ts";
import { expect, test } from "./app.ts";
import { askedBy, faithfulReply } from "./order-endpoint.ts";
import {
  answerOf,
  api,
  fillInput,
  nodeOf,
  openStep,
  openTemplateCopy,
  runEnds,
  runPanel,
  runToEnd,
  runWithoutPauses,
  selectStep,
  startRun,
  stateOf,
} from "./run-page.ts";

const KEY = "endpoint-key-5d1c0f9ab27e-wxyz";
/** The middle of the key: found wherever a page or a log would cut or quote it. */
const SECRET = KEY.slice(13, 25);

// One connection and one workflow, followed from the first run to the removal.
test.describe.configure({ mode: "serial" });
let endpoint: ScriptedServer;
let workflow: string;
const runs: string[] = [];
test.beforeAll(async () => {
  endpoint = await startScriptedServer({ key: KEY, models: ["gpt-5-mini"] });
});
test.afterAll(() => endpoint.close());

/** Runs the workflow for real; the endpoint plays the template faithfully but for what `fault` gives in place of a reply. */
async function runWith(
  page: Page,
  fault: (asker: string, ordinal: number) => ScriptedReply | null = () => null,
): Promise<string> {
  endpoint.requests.length = 0;
  endpoint.play((body, ordinal) => fault(askedBy(body), ordinal) ?? faithfulReply(body));
  await page.goto(workflow);
  await page.getByRole("radio", { name: "Real" }).click();
  await fillInput(page, { sample: "Late shipment" });
  const runId = await runToEnd(page);
  runs.push(runId);
  return runId;
}

test("an endpoint is recognised and tested in place, and of its key four characters are shown", async ({
  page,
}) => {
  await page.goto("/connections");
  await page.getByLabel("Key").fill(KEY);
  await page.getByLabel("Base URL").fill(endpoint.baseUrl);
  await page.getByRole("button", { name: "Recognise and test" }).click();
  await expect(page.getByText("It answers")).toBeVisible();
  await page.getByLabel("Name").fill("Scripted");
  await page.getByRole("button", { name: "Connect", exact: true }).click();
  const line = page.getByRole("list", { name: "Model connections" }).getByRole("listitem");
  await expect(line).toContainText("wxyz");
  await page.reload();
  expect(await page.content()).not.toContain(SECRET);
});

test("a real run answers as the simulated one, its parallel calls overlapping at the endpoint", async ({
  page,
}) => {
  workflow = await openTemplateCopy(page, "Orders for real");
  await runWithoutPauses(page);
  await fillInput(page, { sample: "Late shipment" });
  await runToEnd(page);
  const simulated = await answerOf(page).innerText();
  await expect(runPanel(page)).toContainText("would cost");

  endpoint.play((body) => faithfulReply(body, 4));
  await page.getByRole("radio", { name: "Real" }).click();
  runs.push(await runToEnd(page));
  await expect(stateOf(page)).toHaveText("Done");
  expect(await answerOf(page).innerText()).toBe(simulated);
  expect(endpoint.maxOpen()).toBeGreaterThanOrEqual(2);
  await expect(runPanel(page)).toContainText(/\$0\.\d+/);
  await expect(runPanel(page)).not.toContainText("would cost");
});

test("a call copied as curl holds what the endpoint was sent, and no key", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.goto(`/runs/${runs[0]}`);
  await selectStep(page, "Finishes");
  await page.getByRole("button", { name: "Copy as curl" }).click();
  await expect(page.getByRole("button", { name: "Copied" })).toBeVisible();
  const command = await page.evaluate(() => navigator.clipboard.readText());
  expect(command).not.toContain(SECRET);
  const body = JSON.parse(/<<'END_OF_REQUEST'\n([\s\S]+)\nEND_OF_REQUEST\n$/.exec(command)?.[1] ?? "");
  expect(body).toEqual(endpoint.completions().at(-1)?.body);
});

test("401: the run says which step, what came and what to do, and keeps what had finished", async ({
  page,
}) => {
  // As real endpoints do, this one says the key again.
  const refused = {
    kind: "status",
    status: 401,
    body: errorBody(`Incorrect API key provided: ${KEY}`),
  } as const;
  let desk = 0;
  const runId = await runWith(page, (asker) => (asker === "Order desk" && ++desk === 3 ? refused : null));
  await expect(stateOf(page)).toHaveText("Failed");
  await expect(page).toHaveTitle("✕ failed – Orders for real");
  const panel = runPanel(page);
  await expect(panel.getByRole("alert")).toContainText("Order desk");
  await expect(panel.getByRole("alert")).toContainText(
    "refused the key (401): Incorrect API key provided: [secret]",
  );
  await expect(panel.getByRole("alert")).toContainText("Check the connection's key and what it may use.");
  await expect(nodeOf(page, "Order desk")).toContainText("Failed");
  await expect(nodeOf(page, "Decision")).toContainText("Done");
  await expect(await openStep(page, runId, "Decision")).toContainText("Late for an important customer");
});

test("429 is waited out as long as it asks, then all is well", async ({ page }) => {
  const runId = await runWith(page, (_, ordinal) => (ordinal === 0 ? rateLimited("1") : null));
  await expect(stateOf(page)).toHaveText("Done");
  const [first, second] = endpoint.completions();
  expect((second?.startedAt ?? 0) - (first?.startedAt ?? 0)).toBeGreaterThanOrEqual(1_000);
  await page.goto(`/runs/${runId}`);
  await selectStep(page, "Got no usable reply");
  await expect(page.getByRole("region", { name: "Details" })).toContainText("It asks to wait 1 s");
});

test("500, a stream cut in the middle, and silence beyond the time limit are tried again", async ({
  page,
}) => {
  await page.goto(workflow);
  await nodeOf(page, "Decision").click();
  const inspector = page.getByRole("complementary", { name: "Inspector" });
  await inspector.getByText("Limits", { exact: true }).click();
  await inspector.getByRole("textbox", { name: "One model call" }).fill("2");
  await inspector.getByRole("textbox", { name: "One model call" }).press("Tab");
  await expect(page.getByText("Saved", { exact: true })).toBeVisible();

  const faults = new Map<string, ScriptedReply>([
    ["Order desk", { kind: "status", status: 500 }],
    ["Data retrieval", { kind: "reply", text: "The facts of the order are these", cutAfterBytes: 600 }],
    ["Decision", { kind: "hang" }],
  ]);
  const runId = await runWith(page, (asker) => {
    const fault = faults.get(asker);
    faults.delete(asker);
    return fault ?? null;
  });
  await expect(stateOf(page)).toHaveText("Done");
  await expect(answerOf(page)).toContainText("Late for an important customer");
  await page.goto(`/runs/${runId}`);
  await expect(page.getByRole("treeitem").filter({ hasText: "attempt 2" })).toHaveCount(3);
  const lost = page.getByRole("treeitem").filter({ hasText: "Got no usable reply" });
  const says = ["failed (500)", "broke off before its end", "was not complete after 2 s"];
  for (const [at, words] of says.entries()) {
    await lost.nth(at).click();
    await expect(page.getByRole("region", { name: "Details" }).getByRole("alert")).toContainText(words);
  }
});

test("a reload in the middle shows the text so far; Cancel stops the run and reaches the endpoint", async ({
  page,
}) => {
  endpoint.requests.length = 0;
  endpoint.play((body) => {
    const reply = faithfulReply(body);
    const answers = askedBy(body) === "Data retrieval" && reply.kind === "reply" && reply.text !== "";
    return answers ? { ...reply, hangAfterEvents: 40 } : reply;
  });
  await page.goto(workflow);
  await page.getByRole("radio", { name: "Real" }).click();
  await fillInput(page, { sample: "Late shipment" });
  const runId = await startRun(page);
  const words = runPanel(page).getByRole("article").last().locator("p");
  await expect(words).toContainText('"promisedOn":');
  const before = await words.innerText();
  await expect(nodeOf(page, "Data retrieval")).toContainText(before.slice(-20));

  await page.reload();
  await expect(words).toHaveText(before);
  await expect(nodeOf(page, "Data retrieval")).toContainText(before.slice(-20));
  await expect(nodeOf(page, "ERP order")).toContainText("Done");
  await expect(page).toHaveTitle(/^● running \d+ s – Orders for real$/);

  await page.getByRole("button", { name: "Cancel", exact: true }).click();
  await expect(page).toHaveTitle("⊘ cancelled – Orders for real", { timeout: 2_000 });
  await expect(stateOf(page)).toHaveText("Cancelled");
  await expect(runPanel(page)).toContainText("The run was cancelled. What had finished is kept.");
  await expect(nodeOf(page, "ERP order")).toContainText("Done");
  await expect.poll(() => endpoint.completions().at(-1)?.left).toBe(true);
  await runEnds(page, runId);
  await expect(runPanel(page).getByRole("button", { name: "Run again" })).toBeVisible();
  runs.push(runId);
});

test("an endpoint that is gone: the run says where and what to do", async ({ page }) => {
  await endpoint.close();
  await runWith(page);
  await expect(stateOf(page)).toHaveText("Failed");
  await expect(runPanel(page).getByRole("alert")).toContainText(
    `Expected a model endpoint at ${endpoint.baseUrl}; nothing listens there`,
  );
  await expect(runPanel(page).getByRole("alert")).toContainText(
    "Check the base URL and that the endpoint is running.",
  );
});

test("the key is nowhere: not in events and pages, not in the data folder, not in the log", async ({
  page,
  request,
  app,
}) => {
  await page.goto("/");
  for (const id of runs) {
    const events = await (await request.get(api(page, `/runs/${id}/events?after=0`))).text();
    expect(events).toContain("run-end");
    expect(events).not.toContain(SECRET);
    expect(await (await request.get(`/runs/${id}`)).text()).not.toContain(SECRET);
  }
  for (const path of ["/connections", "/runs", workflow])
    expect(await (await request.get(path)).text(), path).not.toContain(SECRET);
  const files = readdirSync(app.dataDir, { recursive: true, withFileTypes: true });
  const read = files.filter((entry) => entry.isFile()).map((file) => join(file.parentPath, file.name));
  expect(read.filter((file) => readFileSync(file).includes("gpt-5-mini")).length).toBeGreaterThan(0);
  expect(read.filter((file) => readFileSync(file).includes(SECRET))).toEqual([]);
  expect(app.output()).not.toContain(SECRET);
  await page.goto("/connections");
});

test("a removed connection takes real runs with it", async ({ page }) => {
  await page.goto("/connections");
  await page.getByRole("button", { name: "More for Scripted" }).click();
  await page.getByRole("menuitem", { name: "Remove" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Remove" }).click();
  await expect(page.getByRole("list", { name: "Model connections" }).getByRole("listitem")).toHaveCount(0);
  await page.goto(workflow);
  await expect(page.getByRole("radio", { name: "Real" })).toBeDisabled();
});
