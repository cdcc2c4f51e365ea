import { type ScriptedServer, startScriptedServer } from "../lib/adapters/models/scripted/scripted-server.ts";
import { expect, test } from "./app.ts";
import { faithfulReply } from "./order-endpoint.ts";
import { fillInput, openTemplateCopy, runToEnd, runWithoutPauses, stateOf } from "./run-page.ts";

test.use({ alone: "quirks" });

// One connection, followed from its making over what it teaches to its removal.
test.describe.configure({ mode: "serial" });
let endpoint: ScriptedServer;
test.beforeAll(async () => {
  endpoint = await startScriptedServer();
});
test.afterAll(() => endpoint.close());

test("an endpoint without a list of models is connected all the same, and says so", async ({ page }) => {
  endpoint.list({ kind: "status", status: 404, body: { detail: "Not Found" } });
  await page.goto("/connections");
  await page.getByLabel("Base URL").fill(endpoint.baseUrl);
  await page.getByRole("button", { name: "Recognise and test" }).click();
  await expect(page.getByText("It answers", { exact: true })).toBeVisible();
  await expect(page.getByText("no list of models came from")).toBeVisible();
  await page.getByLabel("Name").fill("Strict");
  await page.getByRole("button", { name: "Connect", exact: true }).click();
  const line = page.getByRole("list", { name: "Model connections" }).getByRole("listitem");
  await expect(line).toContainText("0 models");
  await line.getByRole("button", { name: "Test" }).click();
  await expect(line.getByText("Models can be typed in the steps")).toBeVisible();

  const models = (count: number) => Array.from({ length: count }, (_, index) => ({ id: `model-${index}` }));
  endpoint.list({ kind: "status", status: 200, body: { data: models(2_500) } });
  await line.getByRole("button", { name: "Test" }).click();
  await expect(line.getByText("the first 2,000 by name are kept")).toBeVisible();
  await page.reload();
  await expect(line).toContainText("2000 models");
});

test("what it refuses is told in the trace, stands on the connections page, and can be forgotten there", async ({
  page,
}) => {
  endpoint.insist(["only-max-completion-tokens"]);
  endpoint.play((body) => faithfulReply(body));
  await openTemplateCopy(page, "Orders at a strict endpoint");
  await runWithoutPauses(page);
  await page.getByRole("radio", { name: "Real" }).click();
  await fillInput(page, { sample: "Late shipment" });
  const runId = await runToEnd(page);
  await expect(stateOf(page)).toHaveText("Done");
  expect(endpoint.completions().some((request) => request.refused)).toBe(true);
  await page.goto(`/runs/${runId}`);
  await page.getByRole("treeitem").filter({ hasText: "Asks" }).first().click();
  await expect(page.getByRole("region", { name: "Details" })).toContainText(
    "refused the request: “Unsupported parameter: 'max_tokens' is not supported with this model.",
  );

  await page.goto("/connections");
  const differences = page.getByRole("list", { name: "How requests differ" }).getByRole("listitem");
  const learnt = differences.filter({ hasText: "called max_completion_tokens" }).first();
  await expect(learnt).toContainText("Learnt when it said: “Unsupported parameter: 'max_tokens'");
  const before = await differences.count();
  await learnt.getByRole("button", { name: /^Forget/ }).click();
  await expect(differences).toHaveCount(before - 1);
  await page.reload();
  await expect(differences).toHaveCount(before - 1);

  await page.getByRole("button", { name: "More for Strict" }).click();
  await page.getByRole("menuitem", { name: "Send requests in another form" }).click();
  const form = page.getByRole("form", { name: "Send requests in another form" });
  await form.getByLabel("What is different").click();
  await page.getByRole("option", { name: "stream_options is left out" }).click();
  await form.getByRole("button", { name: "Add" }).click();
  await expect(differences.filter({ hasText: "stream_options is left out" })).toContainText("Every model");
  await expect(differences.filter({ hasText: "stream_options is left out" })).toContainText("Set by hand.");

  await page.getByRole("button", { name: "More for Strict" }).click();
  await page.getByRole("menuitem", { name: "Remove" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Remove" }).click();
  await expect(page.getByRole("list", { name: "Model connections" }).getByRole("listitem")).toHaveCount(0);
});
