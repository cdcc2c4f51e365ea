import type { Page } from "@playwright/test";
import { errorBody } from "../lib/adapters/models/scripted/scripted-reply.ts";
import type { FlowEdge } from "../lib/graph/edge.ts";
import type { Graph } from "../lib/graph/graph.ts";
import { drawing } from "../lib/graph/test-drawing.ts";
import { expect, test } from "./app.ts";
import { askedBy, connectedEndpoint, MODEL, runForReal } from "./model-endpoint.ts";
import { answerOf, nodeOf, runPanel, runToEnd, runWithoutPauses } from "./run-page.ts";
import {
  addFields,
  addNode,
  atTheDesk,
  canvas,
  choose,
  chooseDefaultModel,
  connectByKeys,
  draw,
  edge,
  inspector,
  newWorkflow,
  node,
  openDocument,
  palette,
  port,
  saved,
  seeEverything,
  select,
  stored,
} from "./workbench.ts";

test.use({ ...atTheDesk, alone: "endpoint" });

const CONNECTION = "Endpoint of loops";
const endpoint = connectedEndpoint(CONNECTION);

const withModel = (page: Page) => chooseDefaultModel(page, { connection: CONNECTION, model: MODEL });

const AGAIN = 'results.check.contains("again")';
const BACK = `Good enough? then, back, at most 3 times, if ${AGAIN}, Write`;

/** Adds an agent that is told its own name. */
async function addAgent(page: Page, name: string): Promise<void> {
  await addNode(page, "Agent", name);
  await inspector(page).getByLabel("What it is told").fill(`You are ${name}.`);
}

/** The rounds of loops that the score has. */
const rounds = (page: Page) => runPanel(page).getByRole("list", { name: "Rounds" }).getByRole("listitem");

/** Draws a "then" between two nodes by pointer; it is selected then. */
async function thenTo(page: Page, from: string, to: string): Promise<void> {
  await seeEverything(page);
  await draw(port(page, from, "then"), port(page, to, "comes after"));
}

/** Writes a condition into the settings of the selected edge. */
async function sayIf(page: Page, condition: string): Promise<void> {
  const field = inspector(page).getByLabel("If", { exact: true });
  await field.fill(condition);
  await page.keyboard.press("Escape");
  await expect(field).toHaveValue(condition);
}

/** The flows of a stored graph, the names of their ends in place of their ids. */
function flowsOf({ nodes, edges }: Graph) {
  const names = new Map(nodes.map(({ id, name }) => [id, name]));
  return edges
    .filter((one): one is FlowEdge => one.kind === "flow")
    .map(({ from, to, on, when, back }) => ({
      ends: `${names.get(from)} → ${names.get(to)}`,
      ...(on && { on }),
      ...(when !== undefined && { when }),
      ...(back && { back }),
    }));
}

const line = [
  { ends: "Start → Write" },
  { ends: "Write → Check" },
  { ends: "Check → Good enough?" },
  { ends: "Good enough? → Write", when: AGAIN, back: { most: 3, usedUp: "fail" } },
  { ends: "Good enough? → Answer" },
];

test("by pointer: a draft is reworked at most 3 times, and a failure leads to another answer", async ({
  page,
}) => {
  test.setTimeout(120_000);
  await newWorkflow(page, "Rework by pointer");
  await withModel(page);
  await addNode(page, "Input", "Start");
  await addAgent(page, "Write");
  await addAgent(page, "Check");
  await addNode(page, "Branch", "Good enough?");
  await addNode(page, "Output", "Answer");
  await thenTo(page, "Start", "Write");
  await thenTo(page, "Write", "Check");
  await thenTo(page, "Check", "Good enough?");

  // A line back asks how often; without an answer there is none.
  await thenTo(page, "Good enough?", "Write");
  const dialog = page.getByRole("dialog", { name: "Go back to Write" });
  await expect(dialog.getByLabel("At most", { exact: true })).toHaveValue("3");
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(canvas(page).getByRole("img", { name: /back/ })).toHaveCount(0);
  await thenTo(page, "Good enough?", "Write");
  await dialog.getByRole("button", { name: "Go back", exact: true }).click();
  await expect(inspector(page).getByText("It doesn't say when it goes on")).toBeVisible();
  await sayIf(page, AGAIN);
  await expect(edge(page, BACK)).toBeAttached();

  // The second way on from a branch is its else.
  await thenTo(page, "Good enough?", "Answer");
  await expect(edge(page, "Good enough? then, else, Answer")).toBeAttached();

  await addAgent(page, "Apologise");
  await thenTo(page, "Write", "Apologise");
  await inspector(page).getByRole("radio", { name: "If it fails" }).click();
  await expect(edge(page, "Write then, if it fails, Apologise")).toBeAttached();
  await thenTo(page, "Apologise", "Answer");
  await select(page, "Answer");
  await choose(inspector(page), "Of what leads here", "The first");
  const waitsFor = inspector(page).getByRole("combobox", { name: "Of what leads here" });
  await expect(waitsFor).toHaveText("The first");

  await saved(page);
  const all = [...line, { ends: "Write → Apologise", on: "failed" }, { ends: "Apologise → Answer" }];
  expect(flowsOf((await stored(page)).graph)).toEqual(all);

  // Simulated; for real, with a check that asks for it once more; and with a writer whose model refuses.
  await runWithoutPauses(page);
  await runToEnd(page);
  await expect(page).toHaveTitle(/done/);
  endpoint().play((body, ordinal) => ({
    kind: "reply",
    text: askedBy(body) === "Check" ? (ordinal === 1 ? "Once again, please." : "Fine.") : "A draft.",
  }));
  endpoint().requests.length = 0;
  await runForReal(page);
  await expect(page).toHaveTitle(/done/);
  expect(
    endpoint()
      .completions()
      .map(({ body }) => askedBy(body)),
  ).toEqual(["Write", "Check", "Write", "Check"]);
  await expect(rounds(page)).toHaveText([/^Write, round 1/, /^Write, round 2/]);
  await expect(nodeOf(page, "Apologise")).toContainText("Passed over");
  endpoint().play((body) =>
    askedBy(body) === "Write"
      ? { kind: "status", status: 400, body: errorBody("No drafts today") }
      : { kind: "reply", text: "We are sorry." },
  );
  await runForReal(page);
  await expect(page).toHaveTitle(/done/);
  await expect(answerOf(page)).toHaveText("We are sorry.");
  await expect(nodeOf(page, "Write")).toContainText("Failed");
  await expect(nodeOf(page, "Check")).toContainText("Passed over");

  await page.reload();
  await seeEverything(page);
  await expect(edge(page, BACK)).toBeAttached();
  await select(page, "Answer");
  await inspector(page).getByRole("tab", { name: "Settings" }).click();
  await canvas(page).press("Control+z");
  await expect(waitsFor).toHaveText("All of them");
  await page.keyboard.press("Control+Shift+z");
  await expect(waitsFor).toHaveText("The first");

  // What is duplicated goes back to its own first step, and reads its own results.
  await canvas(page).press("Control+a");
  await page.keyboard.press("Control+d");
  await expect(
    edge(page, 'Good enough? 2 then, back, at most 3 times, if results.check_2.contains("again"), Write 2'),
  ).toBeAttached();
});

test("by keys alone: the same line, its bound and its condition", async ({ page }) => {
  test.setTimeout(120_000);
  await newWorkflow(page, "Rework by keys");
  await withModel(page);
  await page.getByRole("button", { name: "Add the first node" }).focus();
  for (const [at, [kind, name]] of [
    ["input", "Start"],
    ["agent", "Write"],
    ["agent", "Check"],
    ["branch", "Good enough?"],
    ["output", "Answer"],
  ].entries()) {
    await page.keyboard.press(at === 0 ? "Enter" : "n");
    await page.keyboard.type(kind ?? "");
    await page.keyboard.press("Enter");
    await expect(canvas(page).locator(".react-flow__node:focus")).toBeVisible();
    await page.keyboard.press("F2");
    await page.keyboard.type(name ?? "");
    await page.keyboard.press("Enter");
    await expect(node(page, name ?? "")).toBeFocused();
  }
  await connectByKeys(page, "Start", "then Write");
  await connectByKeys(page, "Write", "then Check");
  await connectByKeys(page, "Check", "then Good enough?");

  await select(page, "Good enough?");
  await node(page, "Good enough?").focus();
  await page.keyboard.press("c");
  await page.getByRole("combobox", { name: "Connect Good enough?" }).fill("back to Write");
  await page.keyboard.press("Enter");
  const most = page.getByRole("dialog", { name: "Go back to Write" }).getByLabel("At most", { exact: true });
  await expect(most).toBeFocused();
  await page.keyboard.press("Enter");
  await sayIf(page, AGAIN);
  await select(page, "Good enough?");
  await node(page, "Good enough?").focus();
  await page.keyboard.press("c");
  await page.getByRole("combobox", { name: "Connect Good enough?" }).fill("then Answer");
  await page.keyboard.press("Enter");
  await expect(edge(page, "Good enough? then, else, Answer")).toBeAttached();
  await saved(page);
  expect(flowsOf((await stored(page)).graph)).toEqual(line);
  for (const name of ["Write", "Check"]) {
    await select(page, name);
    await inspector(page).getByLabel("What it is told").fill(`You are ${name}.`);
  }
  await saved(page);
  endpoint().play(() => ({ kind: "reply", text: "Once again, please." }));
  await runForReal(page);
  // Three times it went back, and then the bound was used up.
  await expect(rounds(page)).toHaveText([1, 2, 3, 4].map((round) => new RegExp(`^Write, round ${round}`)));
  await expect(page).toHaveTitle(/failed/);
  await expect(runPanel(page).getByRole("alert")).toContainText("It may go back to “Write” at most 3 times");
});

test("the cases of a branch are written, ordered and removed in its settings", async ({ page }) => {
  const graph = drawing(
    "in>branch",
    "branch>a if input.text == 'a'",
    "branch>b if input.text == 'b'",
    "branch>c",
  );
  const layout = {
    in: { x: 0, y: 0 },
    branch: { x: 320, y: 0 },
    a: { x: 700, y: -200 },
    b: { x: 700, y: 0 },
    c: { x: 700, y: 200 },
  };
  await openDocument(page, { graph, layout });
  await select(page, "branch");
  const cases = inspector(page).getByRole("list").first().getByRole("listitem");
  await expect(cases).toHaveText([/1\. If.*a/, /2\. If.*b/, /Else.*c/]);
  await cases.nth(1).getByRole("button", { name: "More for case 2" }).click();
  await page.getByRole("menuitem", { name: "Move up" }).click();
  await expect(cases.nth(0).getByRole("textbox", { name: "If" })).toHaveValue("input.text == 'b'");
  await saved(page);
  expect((await stored(page)).graph.edges.map(({ id }) => id)).toEqual([
    "in-branch",
    "branch-b",
    "branch-a",
    "branch-c",
  ]);
  await page.keyboard.press("Control+z");
  await expect(cases.nth(0).getByRole("textbox", { name: "If" })).toHaveValue("input.text == 'a'");

  await cases.nth(0).getByRole("button", { name: "More for case 1" }).click();
  await page.getByRole("menuitem", { name: "Make it the else" }).click();
  await expect(cases).toHaveText([/1\. If.*b/, /2\. If.*c/, /Else.*a/]);
  await expect(cases.nth(1).getByRole("textbox", { name: "If" })).toHaveValue("");
  await page.keyboard.press("Control+z");
  await expect(cases).toHaveText([/1\. If.*a/, /2\. If.*b/, /Else.*c/]);

  await cases.nth(2).getByRole("button", { name: "More for the else" }).click();
  await page.getByRole("menuitem", { name: "Remove" }).click();
  await expect(inspector(page).getByText("nothing goes on from it")).toBeVisible();
  await inspector(page).getByRole("button", { name: "Let the case to “b” be the “else”" }).click();
  await expect(edge(page, "branch then, else, b")).toBeAttached();
});

test("a model chooses the case, by one press: simulated it takes one, for real the one that it names", async ({
  page,
}) => {
  test.setTimeout(120_000);
  await newWorkflow(page, "Sorted by a model");
  await withModel(page);
  await addNode(page, "Input", "Ticket");
  await addFields(inspector(page), {
    type: "object",
    properties: { words: { type: "string" } },
    required: ["words"],
  });
  await addNode(page, "Branch", "Which desk");
  for (const name of ["Billing", "Repairs"]) await addAgent(page, name);
  await addNode(page, "Output", "Reply");
  await thenTo(page, "Ticket", "Which desk");
  for (const name of ["Billing", "Repairs"]) {
    await thenTo(page, "Which desk", name);
    await thenTo(page, name, "Reply");
  }
  await select(page, "Which desk");
  await inspector(page).getByRole("button", { name: "Let a model choose the case" }).focus();
  await page.keyboard.press("Enter");
  await expect(edge(page, "Choose for Which desk then Which desk")).toBeAttached();
  await expect(edge(page, "Ticket then Choose for Which desk")).toBeAttached();
  await saved(page);

  await runWithoutPauses(page);
  await runPanel(page).getByLabel("words").fill("My kettle leaks.");
  await runToEnd(page);
  await expect(page).toHaveTitle(/done/);
  endpoint().play((body) => ({
    kind: "reply",
    text: JSON.stringify(body).includes("Choose how it goes on")
      ? JSON.stringify({ case: "Repairs" })
      : `${askedBy(body)} has read it.`,
  }));
  await runForReal(page);
  await expect(page).toHaveTitle(/done/);
  await expect(answerOf(page)).toHaveText("Repairs has read it.");
  await expect(nodeOf(page, "Billing")).toContainText("Passed over");
});

test("a circle becomes a way back by one press, and a lonely end of it by another", async ({ page }) => {
  const graph = drawing("in>a", "a>b", "b>a if results.b == ''", "b>out");
  const layout = { in: { x: 0, y: 0 }, a: { x: 320, y: 0 }, b: { x: 640, y: 0 }, out: { x: 960, y: 0 } };
  await openDocument(page, { graph, layout });
  await page.getByRole("button", { name: /^\d+ problems?$/ }).click();
  const problems = page.getByRole("dialog", { name: "Problems" });
  await problems.getByRole("button", { name: "Go back at most 3 times" }).click();
  await expect(problems.getByText("without a bound")).toHaveCount(0);
  await page.keyboard.press("Escape");
  await expect(edge(page, "b then, back, at most 3 times, if results.b == '', a")).toBeAttached();
  // The outline tells it too, and leads to its settings.
  await palette(page)
    .getByRole("button", { name: /^a, back, at most 3 times, if/ })
    .click();
  await inspector(page).getByLabel("At most", { exact: true }).fill("5");
  await inspector(page).getByRole("radio", { name: "It goes on" }).click();
  await saved(page);
  expect(flowsOf((await stored(page)).graph)[2]).toMatchObject({ back: { most: 5, usedUp: "go-on" } });
});

test("what happens on a failure, and which answers are accepted, is said in the settings", async ({
  page,
}) => {
  const layout = { in: { x: 0, y: 0 }, a: { x: 320, y: 0 }, out: { x: 640, y: 0 } };
  await openDocument(page, { graph: drawing("in>a", "a>out"), layout });
  await select(page, "a");
  const form = inspector(page);
  await form.locator("summary").filter({ hasText: "If it fails" }).click();
  await choose(form, "When it has failed for good", "It ends with a result");
  await form.getByLabel("Its result", { exact: true }).fill("Nobody could be asked.");
  await form.locator("summary").filter({ hasText: "Accept its answer" }).click();
  await form.getByRole("button", { name: "Only if …" }).click();
  await form.getByLabel("Only if", { exact: true }).fill("size(output) > 20");
  await page.keyboard.press("Escape");
  await saved(page);
  const agent = (await stored(page)).graph.nodes.find(({ id }) => id === "a");
  expect(agent).toMatchObject({
    onFailure: { do: "result", result: "Nobody could be asked." },
    accept: { when: "size(output) > 20", most: 2 },
  });
  await form.getByRole("button", { name: "Accept every answer" }).click();
  await choose(form, "When it has failed for good", "The run fails");
  await saved(page);
  const after = (await stored(page)).graph.nodes.find(({ id }) => id === "a");
  expect(after).not.toHaveProperty("accept");
  expect(after).not.toHaveProperty("onFailure");
});
