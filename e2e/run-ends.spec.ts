import type { ScriptedReply } from "../lib/adapters/models/scripted/scripted-reply.ts";
import { type ScriptedServer, startScriptedServer } from "../lib/adapters/models/scripted/scripted-server.ts";
import { expect, test } from "./app.ts";
import { askedBy, faithfulReply } from "./order-endpoint.ts";
import {
  answerOf,
  fillInput,
  nodeOf,
  openStep,
  openTemplateCopy,
  runPanel,
  runToEnd,
  selectStep,
  startRun,
  stateOf,
} from "./run-page.ts";

test.use({ alone: "ends" });

// One connection and one workflow for all.
test.describe.configure({ mode: "serial" });
let endpoint: ScriptedServer;
let workflow: string;
test.beforeAll(async () => {
  endpoint = await startScriptedServer({ models: ["gpt-5-mini"] });
});
test.afterAll(() => endpoint.close());

const THOUGHT = "They ask for a late order. I look at the facts first.";

/** The template's reply, with thinking before it as open models write it. */
function thoughtful(body: unknown): ScriptedReply {
  const reply = faithfulReply(body);
  return reply.kind === "reply"
    ? { ...reply, text: `<think>${THOUGHT}</think>\n\n${reply.text ?? ""}` }
    : reply;
}

test("thinking is shown while it comes, is no part of any answer, and is folded away in the trace", async ({
  page,
}) => {
  await page.goto("/connections");
  await page.getByLabel("Base URL").fill(endpoint.baseUrl);
  await page.getByRole("button", { name: "Recognise and test" }).click();
  await expect(page.getByText("It answers")).toBeVisible();
  await page.getByLabel("Name").fill("Scripted");
  await page.getByRole("button", { name: "Connect", exact: true }).click();
  await expect(page.getByRole("list", { name: "Model connections" })).toContainText("Scripted");

  workflow = await openTemplateCopy(page, "Orders with thought");
  await page.getByRole("radio", { name: "Real" }).click();
  await fillInput(page, { sample: "Late shipment" });
  endpoint.play((body) => {
    const reply = thoughtful(body);
    return reply.kind === "reply" ? { ...reply, hangAfterEvents: 8 } : reply;
  });
  const held = await startRun(page);
  await expect(nodeOf(page, "Order desk")).toContainText("Thinking …");
  await expect(runPanel(page).getByRole("article").last()).toContainText("Thinking …");
  await page.goto(`/runs/${held}`);
  await page.getByRole("treeitem").last().click();
  const details = page.getByRole("region", { name: "Details" });
  await expect(details.getByRole("region", { name: "thinking so far" })).toContainText("They ask for");
  await page.getByRole("button", { name: "Cancel", exact: true }).click();
  await expect(page).toHaveTitle(/cancelled/);

  endpoint.play(thoughtful);
  await page.goto(workflow);
  await page.getByRole("radio", { name: "Real" }).click();
  await fillInput(page, { sample: "Late shipment" });
  const runId = await runToEnd(page);
  await expect(stateOf(page)).toHaveText("Done");
  await expect(answerOf(page)).toContainText("Late for an important customer");
  await expect(runPanel(page)).not.toContainText(THOUGHT);
  for (const { body } of endpoint.completions()) expect(JSON.stringify(body)).not.toContain(THOUGHT);
  await page.goto(`/runs/${runId}`);
  await selectStep(page, "Finishes");
  await expect(details.getByText(THOUGHT)).toBeHidden();
  await details.getByText("Thinking", { exact: true }).click();
  await expect(details.getByText(THOUGHT)).toBeVisible();
});

test("an answer that was cut is told as cut, with where to raise the limit; a step can be let use it", async ({
  page,
}) => {
  endpoint.play((body) =>
    askedBy(body) === "Decision"
      ? { kind: "reply", text: '{"decision":"Late for', finishReason: "length" }
      : faithfulReply(body),
  );
  await page.goto(workflow);
  await page.getByRole("radio", { name: "Real" }).click();
  await fillInput(page, { sample: "Late shipment" });
  const runId = await runToEnd(page);
  await expect(nodeOf(page, "Decision")).toContainText("Failed");
  const details = await openStep(page, runId, "Decision");
  await expect(details.getByRole("alert")).toContainText("was cut off");
  await expect(details.getByRole("alert")).toContainText("reply-cut");

  await page.goto(workflow);
  await nodeOf(page, "Decision").click();
  const inspector = page.getByRole("complementary", { name: "Inspector" });
  await inspector.getByText("Limits", { exact: true }).click();
  const choice = inspector.getByRole("radiogroup", { name: "An answer that was cut" });
  await expect(choice.getByRole("radio", { name: "Fail" })).toBeChecked();
  await choice.getByRole("radio", { name: "Use it, marked" }).click();
  await expect(page.getByText("Saved", { exact: true })).toBeVisible();
  await page.reload();
  await nodeOf(page, "Decision").click();
  await inspector.getByText("Limits", { exact: true }).click();
  await expect(choice.getByRole("radio", { name: "Use it, marked" })).toBeChecked();
});
