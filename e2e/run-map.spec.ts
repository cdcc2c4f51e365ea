import type { Page } from "@playwright/test";
import type { GraphEdge } from "../lib/graph/edge.ts";
import { emptyGraph } from "../lib/graph/graph.ts";
import { newNode } from "../lib/graph/new-node.ts";
import type { NodeKind } from "../lib/graph/node.ts";
import { drawing } from "../lib/graph/test-drawing.ts";
import { expect, test } from "./app.ts";
import { nodeOf, runEnds, runPanel, runWithoutPauses, startRun } from "./run-page.ts";
import { atTheDesk, openDocument } from "./workbench.ts";

test.use(atTheDesk);

const words = { type: "object", properties: { text: { type: "string" } }, required: [] } as const;
const flow = (from: string, to: string): GraphEdge => ({
  ...{ id: `${from}-${to}`, kind: "flow", from, to, context: [] },
});
const named = (kind: NodeKind, id: string, name: string): object => ({
  ...newNode(kind, id, { toolType: "rules", name }),
});
const layout = {
  in: { x: 0, y: 0 },
  each: { x: 320, y: 0 },
  worker: { x: 320, y: 220 },
  out: { x: 640, y: 0 },
};

/** A list of words, of which a worker does each; its failed items are left out. */
function mapped(worker: object, concurrency: number): object {
  return {
    ...emptyGraph(),
    nodes: [
      { ...named("input", "in", "Words"), schema: words },
      {
        ...named("map", "each", "Each word"),
        items: "input.text.split(' ')",
        concurrency,
        failedItems: "skip",
      },
      worker,
      named("output", "out", "Answer"),
    ],
    edges: [
      flow("in", "each"),
      flow("each", "out"),
      { id: "item", kind: "item", from: "each", to: "worker", context: [] },
    ],
  };
}

const agentWorker = { ...named("agent", "worker", "Say it"), instructions: "Say it." };
/** A tool that takes short words alone. */
const toolWorker = {
  ...named("tool", "worker", "Look up"),
  parameters: {
    type: "object",
    properties: { word: { type: "string", enum: ["tea", "milk", "sugar"] } },
    required: ["word"],
  },
  tool: {
    type: "rules",
    rules: [{ id: "r1", name: "known", when: "parameters.word != ''", result: "Known.", priority: 0 }],
  },
};

async function runWith(page: Page, text: string): Promise<string> {
  await runPanel(page).getByRole("tab", { name: "Input" }).click();
  await runPanel(page).getByLabel("text").fill(text);
  return startRun(page);
}

/** Publishes the open workflow as its first version. */
async function publish(page: Page): Promise<string> {
  await page.getByRole("button", { name: "Publish and versions" }).click();
  const panel = page.getByRole("dialog", { name: "Versions" });
  await panel.getByRole("button", { name: "Publish version 1" }).click();
  await expect(panel.getByText("Nothing has changed since version 1.")).toBeVisible();
  await panel.getByRole("button", { name: "Close" }).click();
  return new URL(page.url()).pathname.split("/").at(-1) ?? "";
}

test("while a map goes on, its node says how far its list is, and its worker how many are under way", async ({
  page,
}) => {
  await openDocument(page, { graph: mapped(agentWorker, 2), layout }, "Each word");
  const words = "tea milk sugar cream bread jam cake salt rice beans corn oats";
  const runId = await runWith(page, words);
  await expect(nodeOf(page, "Each word")).toContainText(/\d of 12/);
  await expect(nodeOf(page, "Say it")).toContainText(/[12] under way/);
  await runEnds(page, runId);
  await expect(nodeOf(page, "Each word")).toContainText("12 items");
  await expect(nodeOf(page, "Say it")).not.toContainText("under way");
});

test("in the trace of a map of 250 items, the failed ones are reached at once, and an item is opened", async ({
  page,
}) => {
  await openDocument(page, { graph: mapped(toolWorker, 50), layout }, "Many words");
  await runWithoutPauses(page);
  const list = Array.from({ length: 250 }, (_, at) => (at % 50 === 7 ? `bad${at}` : "tea"));
  const runId = await runWith(page, list.join(" "));
  await runEnds(page, runId);
  await expect(nodeOf(page, "Each word")).toContainText("250 items, 5 failed");

  await page.goto(`/runs/${runId}`);
  const tree = page.getByRole("tree", { name: "Steps and calls" });
  await expect(tree.getByRole("treeitem", { name: /Items 1–100/ })).toContainText("2 failed");
  await expect(tree.getByRole("treeitem", { name: /Items 201–250/ })).toBeVisible();
  await tree.getByRole("button", { name: "Open Items 101–200" }).click();
  const item = tree.getByRole("treeitem", { name: /Look up, item 102/ });
  await expect(item).toContainText("tea");
  await item.click();
  const details = page.getByRole("region", { name: "Details" });
  await expect(details.getByRole("heading", { name: "Look up, item 102" })).toBeVisible();

  await page.getByRole("button", { name: "Only failed (5)" }).click();
  await expect(tree.getByRole("treeitem", { name: /Look up, item/ })).toHaveCount(5);
  await tree.getByRole("treeitem", { name: /Look up, item 58/ }).click();
  await expect(details.getByRole("heading", { name: "Look up, item 58" })).toBeVisible();

  await tree.getByRole("treeitem", { name: /^Close Each word/ }).click();
  await expect(details).toContainText("They are left out of the list that comes of it.");
  await details.getByRole("button", { name: "Item 8", exact: true }).click();
  await expect(details.getByRole("heading", { name: "Look up, item 8" })).toBeVisible();
});

test("a workflow that a run visits for each item is looked into, visit by visit, and left again", async ({
  page,
}) => {
  const inner = drawing("in>draft", "draft>out");
  await openDocument(
    page,
    { graph: inner, layout: { in: { x: 0, y: 0 }, draft: { x: 320, y: 0 }, out: { x: 640, y: 0 } } },
    "Refund",
  );
  const id = await publish(page);
  const visits = {
    ...named("workflow", "worker", "Refund it"),
    workflow: { id, version: 1 },
    parameters: words,
  };
  await openDocument(page, { graph: mapped(visits, 1), layout }, "Refunds for words");
  const runId = await runWith(page, "tea milk sugar cream bread butter jam cake");
  await expect(nodeOf(page, "Refund it")).toContainText("under way");
  await page.getByRole("button", { name: "Look inside Refund it" }).press("Enter");
  const inside = page.getByRole("region", { name: "Inside Refund" });
  await expect(inside).toBeFocused();
  const crumbs = inside.getByRole("navigation", { name: "Which graph is shown" });
  await expect(crumbs).toContainText("Refunds for words");
  await expect(crumbs).toContainText("Refund v1");
  await expect(inside.getByRole("group", { name: /^draft, / })).toContainText(/Running|Done/);
  await runEnds(page, runId);
  await inside.getByRole("combobox", { name: "Visit" }).click();
  await page.getByRole("option", { name: "Item 8: cake" }).click();
  await expect(inside.getByRole("button", { name: "Next visit" })).toBeDisabled();
  await inside.getByRole("button", { name: "Previous visit" }).click();
  await expect(inside.getByRole("combobox", { name: "Visit" })).toContainText("Item 7: jam");
  await page.keyboard.press("Escape");
  await expect(inside).toHaveCount(0);

  await page.goto(`/runs/${runId}`);
  const tree = page.getByRole("tree", { name: "Steps and calls" });
  await tree
    .getByRole("treeitem", { name: /^Close draft/ })
    .first()
    .click();
  const details = page.getByRole("region", { name: "Details" });
  await details.getByRole("button", { name: /Refund it, item 1/ }).click();
  await expect(details).toContainText("version 1");
  await details.getByRole("button", { name: "Look inside on the canvas" }).click();
  await expect(page.getByRole("region", { name: "Inside Refund" })).toBeVisible();
  // Before the first event of the visit, nothing had been done inside.
  await page.getByRole("slider", { name: "Moment of the run" }).fill("0");
  await expect(page.getByRole("region", { name: "Inside Refund" })).toContainText("Not begun yet");

  // On a narrow page the canvas is a tab, and the details cover it.
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(`/runs/${runId}`);
  await page.getByRole("tab", { name: "Steps and calls" }).click();
  await tree.getByRole("treeitem", { name: /Refund it, item 1/ }).click();
  const sheet = page.getByRole("dialog", { name: "Details" });
  await sheet.getByRole("button", { name: "Look inside on the canvas" }).click();
  await expect(sheet).toHaveCount(0);
  await expect(page.getByRole("region", { name: "Inside Refund" })).toBeVisible();
  await page
    .getByRole("navigation", { name: "Which graph is shown" })
    .getByRole("button", { name: "Refunds for words" })
    .click();
  await expect(page.getByRole("application", { name: "The graph of the run" })).toBeVisible();
});

test("at 390 px an item is opened in the trace", async ({ page }) => {
  await openDocument(page, { graph: mapped(toolWorker, 50), layout }, "Words");
  const runId = await runWith(page, "tea coffee milk");
  await runEnds(page, runId);
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(`/runs/${runId}`);
  await page.getByRole("tab", { name: "Steps and calls" }).click();
  await page.getByRole("treeitem", { name: /Look up, item 2/ }).click();
  const sheet = page.getByRole("dialog", { name: "Details" });
  await expect(sheet.getByRole("heading", { name: "Look up, item 2" })).toBeVisible();
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
});
