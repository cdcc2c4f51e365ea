import type { Page } from "@playwright/test";
import type { ScriptedReply } from "../lib/adapters/models/scripted/scripted-reply.ts";
import { type ScriptedServer, startScriptedServer } from "../lib/adapters/models/scripted/scripted-server.ts";
import { expect, test } from "./app.ts";
import { connectEndpoint, MODEL } from "./model-endpoint.ts";
import { answerOf, runPanel, runToEnd, runWithoutPauses, stateOf } from "./run-page.ts";
import {
  addFields,
  addNode,
  atTheDesk,
  canvas,
  chooseDefaultModel,
  draw,
  edge,
  inspector,
  newWorkflow,
  node,
  openProblems,
  port,
  saved,
  seeEverything,
  select,
} from "./workbench.ts";

test.use({ ...atTheDesk, alone: "line" });

let endpoint: ScriptedServer;
test.beforeAll(async () => {
  endpoint = await startScriptedServer({ key: null, models: [MODEL] });
});
test.afterAll(() => endpoint.close());

/** What each agent of the line says for real; its request shows what it was handed. */
const said: Record<string, string> = {
  "Find three facts about the topic.": "FACTS: bees dance, count and sleep.",
  "Write a paragraph.": "PARAGRAPH: Bees dance, count and sleep.",
  "Make it shorter.": "Bees dance.",
};

type Message = { role: string; content: string };
const messagesOf = (body: unknown): Message[] => (body as { messages: Message[] }).messages;

function reply(body: unknown): ScriptedReply {
  const told = messagesOf(body).map(({ content }) => content);
  const text = Object.entries(said).find(([instructions]) => told.some((one) => one.includes(instructions)));
  return { kind: "reply", text: text?.[1] ?? "I was told nothing." };
}

/** Runs the line as it is drawn, simulated and for real. */
async function worksBothWays(page: Page): Promise<void> {
  await expect(page.getByRole("button", { name: /^\d+ problems?$/ })).toHaveCount(0);
  await saved(page);
  await runPanel(page).getByRole("tab", { name: "Input" }).click();
  await runPanel(page).getByLabel("topic").fill("bees");
  await runWithoutPauses(page);
  await runToEnd(page);
  await expect(stateOf(page)).toContainText("Done");
  await expect(answerOf(page)).not.toContainText("Empty text");
  expect((await answerOf(page).innerText()).trim()).not.toBe("");

  endpoint.requests.length = 0;
  endpoint.play(reply);
  await page.getByRole("radio", { name: "Real" }).click();
  await runToEnd(page);
  await expect(stateOf(page)).toHaveText("Done");
  await expect(answerOf(page)).toHaveText("Bees dance.");
  const [first, second, third] = endpoint.completions().map(({ body }) => messagesOf(body).at(-1)?.content);
  expect(JSON.parse(first ?? "")).toEqual({ topic: "bees" });
  expect(JSON.parse(second ?? "")).toEqual({
    input: { topic: "bees" },
    research: said["Find three facts about the topic."],
  });
  expect(JSON.parse(third ?? "")).toEqual({ input: { topic: "bees" }, write: said["Write a paragraph."] });
}

test("three agents in a line, drawn by pointer, hand on what they made", async ({ page }) => {
  test.setTimeout(120_000);
  await connectEndpoint(page, { baseUrl: endpoint.baseUrl, name: "House endpoint" });
  await newWorkflow(page, "A line");
  await chooseDefaultModel(page, { connection: "House endpoint", model: MODEL });
  await addNode(page, "Input", "Topic");
  await addFields(inspector(page), {
    type: "object",
    properties: { topic: { type: "string" } },
    required: ["topic"],
  });
  for (const [name, instructions] of [
    ["Research", "Find three facts about the topic."],
    ["Write", "Write a paragraph."],
    ["Edit", "Make it shorter."],
  ] as const) {
    await addNode(page, "Agent", name);
    await inspector(page).getByLabel("What it is told").fill(instructions);
  }
  await addNode(page, "Output", "Answer");
  await page.getByRole("button", { name: "Arrange" }).click();
  await seeEverything(page);
  const line = ["Topic", "Research", "Write", "Edit", "Answer"];
  for (const [at, to] of line.slice(1).entries()) {
    const from = line[at] ?? "";
    await draw(port(page, from, "then"), port(page, to, "comes after"));
    await expect(edge(page, `${from} then ${to}`)).toBeAttached();
  }
  await worksBothWays(page);
});

test("the same line is drawn by keys alone, and what goes nowhere is told", async ({ page }) => {
  test.setTimeout(120_000);
  await connectEndpoint(page, { baseUrl: endpoint.baseUrl, name: "Second endpoint" });
  await newWorkflow(page, "A line by keys");
  await chooseDefaultModel(page, { connection: "Second endpoint", model: MODEL });
  await canvas(page).focus();
  const byKeys = async (kind: string, name: string) => {
    await page.keyboard.press("n");
    await page.keyboard.type(kind);
    await page.keyboard.press("Enter");
    await expect(canvas(page).locator(":focus")).toHaveAccessibleName(/, /);
    await page.keyboard.press("F2");
    await page.keyboard.type(name);
    await page.keyboard.press("Enter");
    await expect(node(page, name)).toBeFocused();
  };
  const thenTo = async (from: string, to: string) => {
    // A node out of sight is not drawn; the outline brings it back.
    await select(page, from);
    await node(page, from).focus();
    await page.keyboard.press("c");
    await page.keyboard.type(`then ${to}`);
    await page.keyboard.press("Enter");
    await expect(edge(page, `${from} then ${to}`)).toBeAttached();
  };
  await byKeys("input", "Topic");
  await addFields(inspector(page), {
    type: "object",
    properties: { topic: { type: "string" } },
    required: ["topic"],
  });
  await node(page, "Topic").focus();
  for (const [name, instructions] of [
    ["Research", "Find three facts about the topic."],
    ["Write", "Write a paragraph."],
    ["Edit", "Make it shorter."],
  ] as const) {
    await byKeys("agent", name);
    await inspector(page).getByLabel("What it is told").fill(instructions);
    await node(page, name).focus();
  }
  await byKeys("output", "Answer");
  await thenTo("Topic", "Research");
  await thenTo("Research", "Write");
  await thenTo("Write", "Edit");
  const problems = await openProblems(page);
  await problems.getByRole("button", { name: "Connect it to “Answer”" }).click();
  await page.keyboard.press("Escape");
  await seeEverything(page);
  await expect(edge(page, "Edit then Answer")).toBeAttached();
  await worksBothWays(page);
});
