import type { Page } from "@playwright/test";
import { expect, test } from "./app.ts";
import { runEnds, runPanel, startRun, stepRow } from "./run-page.ts";
import {
  addFields,
  addNode,
  atTheDesk,
  canvas,
  edge,
  inspector,
  newWorkflow,
  node,
  palette,
  saved,
  select,
} from "./workbench.ts";

// Wide enough that every node shows all that it has to say.
test.use({ ...atTheDesk, alone: "control", viewport: { width: 1800, height: 1000 } });
// One graph is drawn, and run in two ways.
test.describe.configure({ mode: "serial" });
let workflow: string;

const AGAIN = "size(rounds.write) < 3";
const BACK = `Good enough? then, back, at most 3 times, if ${AGAIN}, Write`;
const FAILS = "Write then, if it fails, Apologise";

/** Connects by keys: "then Check", "back to Write". */
async function connect(page: Page, from: string, words: string): Promise<void> {
  await select(page, from);
  await node(page, from).focus();
  await page.keyboard.press("c");
  await page.getByRole("combobox", { name: `Connect ${from}` }).fill(words);
  await page.keyboard.press("Enter");
}

async function agent(page: Page, name: string): Promise<void> {
  await addNode(page, "Agent", name);
  await inspector(page).getByLabel("What it is told").fill(`You are ${name}.`);
}

/** From an empty canvas: a draft that is written three times, beside it a step that its end waits for. */
async function drawLoopAndJoin(page: Page): Promise<void> {
  await newWorkflow(page, "Loop and join");
  await addNode(page, "Input", "Start");
  await addFields(inspector(page), {
    type: "object",
    properties: { topic: { type: "string" } },
    required: ["topic"],
  });
  for (const name of ["Write", "Check"]) await agent(page, name);
  await addNode(page, "Branch", "Good enough?");
  await agent(page, "Research");
  await agent(page, "Apologise");
  await addNode(page, "Output", "Answer");
  await connect(page, "Start", "then Write");
  await connect(page, "Write", "then Check");
  await connect(page, "Check", "then Good enough?");
  await connect(page, "Good enough?", "back to Write");
  await page.getByRole("dialog").getByRole("button", { name: "Go back", exact: true }).click();
  await inspector(page).getByLabel("If", { exact: true }).fill(AGAIN);
  await page.keyboard.press("Escape");
  await connect(page, "Good enough?", "then Answer");
  await connect(page, "Start", "then Research");
  await connect(page, "Research", "then Answer");
  await connect(page, "Write", "then Apologise");
  await inspector(page).getByRole("radio", { name: "If it fails" }).click();
  await connect(page, "Apologise", "then Answer");
  await page.getByRole("button", { name: "Arrange" }).click();
  await saved(page);
}

test("a loop and a join drawn from an empty canvas: what is waited for, taken, not taken and passed over is seen", async ({
  page,
}) => {
  test.setTimeout(180_000);
  await drawLoopAndJoin(page);
  workflow = page.url();
  await runPanel(page).getByLabel("topic").fill("bees");
  await canvas(page).press("Escape");
  const runId = await startRun(page);
  await expect(node(page, "Answer")).toContainText("Waits for");
  await expect(node(page, "Answer")).toContainText("Good enough?");
  await runEnds(page, runId);

  await expect(node(page, "Apologise")).toContainText("Passed over");
  await expect(node(page, "Write")).toContainText("round 3");
  await expect(edge(page, BACK).locator("[data-flow=taken]")).toContainText("2×");
  await expect(edge(page, FAILS).locator("[data-flow=not-taken]")).toBeAttached();
  await expect(edge(page, "Apologise then Answer").locator("[data-flow=not-taken]")).toBeAttached();
  await expect(edge(page, FAILS).locator("title").first()).toHaveText("Not taken: “Write” did not fail.");

  // In words: the outline, and the settings of the edge.
  const outline = palette(page);
  await expect(outline.getByRole("button", { name: /^Apologise ,/ })).toHaveAccessibleDescription(
    /Passed over/,
  );
  await outline
    .getByRole("button", { name: /^Write, Taken 2 times, then not: .*back, at most 3 times/ })
    .click();
  await expect(inspector(page).getByRole("status")).toHaveText(
    `Taken 2 times, then not: ${AGAIN} was false.`,
  );

  await page.goto(`/runs/${runId}`);
  const run = page.getByRole("article", { name: "The run" });
  await expect(run).toContainText("Passed over");
  await expect(run).toContainText("Not taken: “Write” did not fail.");
  await page.getByRole("tab", { name: "Score" }).click();
  const rounds = page.getByRole("list", { name: "Rounds" });
  await expect(rounds.getByRole("listitem")).toHaveText([
    /^Write, round 1/,
    /^Write, round 2/,
    /^Write, round 3/,
  ]);

  // At an earlier moment the answer waits again, and nothing is decided yet.
  const shown = page.getByRole("application", { name: "The graph of the run" });
  const moment = page.getByRole("slider", { name: "Moment of the run" });
  const answer = shown.getByRole("group", { name: /^Answer, / });
  await moment.fill(await moment.getAttribute("step").then((step) => String(Number(step) * 400)));
  await expect(answer).toContainText("Waits for");
  await expect(shown.getByRole("group", { name: /^Apologise, / })).not.toContainText("Passed over");
  await expect(shown.locator("[data-flow=not-taken]")).toHaveCount(0);
  await moment.press("End");
  await expect(answer).toContainText("Done");
  await expect(shown.getByRole("group", { name: /^Apologise, / })).toContainText("Passed over");
  await page.getByRole("tab", { name: "Steps and calls" }).click();
  await expect(stepRow(page, "Good enough?, round 3")).toBeVisible();
});

test("a join with a time says when it begins, and begins then with what has come", async ({ page }) => {
  test.setTimeout(120_000);
  await page.goto(workflow);
  await select(page, "Answer");
  await inspector(page).getByRole("textbox", { name: "At most" }).fill("3");
  await page.keyboard.press("Enter");
  await saved(page);
  await runPanel(page).getByLabel("topic").fill("bees");
  await canvas(page).press("Escape");
  const runId = await startRun(page);
  const answer = node(page, "Answer");
  await expect(answer).toContainText(/Waits for .*; begins at \d\d:\d\d:\d\d with what has come/, {
    timeout: 20_000,
  });
  await runEnds(page, runId);
  await expect(answer).toContainText("Done");
  await expect(edge(page, "Research then Answer").locator("[data-flow=taken]")).toBeAttached();
  await expect(edge(page, "Good enough? then, else, Answer").locator("[data-flow=not-taken]")).toBeAttached();
});
