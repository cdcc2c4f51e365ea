import type { Page } from "@playwright/test";
import { emptyGraph } from "../lib/graph/graph.ts";
import { newNode } from "../lib/graph/new-node.ts";
import { expect, test, watch } from "./app.ts";
import { fillInput, openTemplateCopy, startRun } from "./run-page.ts";
import {
  addNode,
  atTheDesk,
  draw,
  edge,
  inspector,
  nameIt,
  node,
  openDocument,
  palette,
  port,
  saved,
  select,
} from "./workbench.ts";

test.use(atTheDesk);

/** A supervisor with one worker. */
const small = {
  graph: {
    ...emptyGraph(),
    nodes: [newNode("supervisor", "desk", { name: "Desk" }), newNode("agent", "scout", { name: "Scout" })],
    edges: [{ id: "asks", kind: "worker", from: "desk", to: "scout", context: [] }],
  },
  layout: { desk: { x: 0, y: 0 }, scout: { x: 0, y: 240 } },
};

const isSave = "**/api/w/*/workflows/*/edits";
const description = (page: Page) => inspector(page).getByLabel("Description", { exact: true });

/** What says which texts of a page gave way to others. */
const lostTexts = (page: Page) => page.getByRole("list", { name: "Texts that were overwritten" });

/** Saves of the page wait from now on until `release`; `held` is there once one does. */
async function holdSaves(page: Page): Promise<{ held: Promise<void>; release: () => void }> {
  const held = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  await page.route(isSave, async (route) => {
    if (route.request().method() === "POST") {
      held.resolve();
      await released.promise;
    }
    await route.continue();
  });
  return { held: held.promise, release: released.resolve };
}

/** A question that comes out as it went in. */
const withInput = {
  graph: {
    ...emptyGraph(),
    nodes: [
      {
        ...newNode("input", "in", { name: "Question" }),
        schema: { type: "object", properties: { question: { type: "string" } }, required: ["question"] },
      },
      newNode("output", "out", { name: "Answer" }),
    ],
    edges: [{ id: "then", kind: "flow", from: "in", to: "out", context: [] }],
  },
  layout: { in: { x: 0, y: 0 }, out: { x: 0, y: 240 } },
};

/** What the browser itself writes of a request that did not get through. */
const unreachable = (complaints: string[]) =>
  complaints.splice(0).every((words) => /net::ERR_(FAILED|INTERNET_DISCONNECTED)/.test(words));

test("“Saved” is said when the server has it, and a reload shows it", async ({ page }) => {
  await openDocument(page, small);
  await saved(page);
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route(isSave, async (route) => {
    if (route.request().method() === "POST") await held;
    await route.continue();
  });
  await addNode(page, "Agent", "Ranger");
  await expect(page.getByRole("status").filter({ hasText: "Saving…" })).toBeVisible();
  await expect(page.getByText("Saved", { exact: true })).toHaveCount(0);
  release();
  await saved(page);
  await page.unroute(isSave);
  await page.reload();
  await expect(node(page, "Ranger")).toBeVisible();
});

test("each gesture is taken back and done again as one step", async ({ page }) => {
  await openDocument(page, small);
  const undo = page.getByRole("button", { name: "Undo" });
  const redo = page.getByRole("button", { name: "Redo" });
  await expect(undo).toBeDisabled();

  await select(page, "Scout");
  await description(page).pressSequentially("Looks around");
  await undo.click();
  await expect(description(page)).toHaveValue("");
  await redo.click();
  await expect(description(page)).toHaveValue("Looks around");

  await nameIt(page, "Ranger");
  await undo.click();
  await expect(node(page, "Scout")).toBeVisible();
  await redo.click();

  await node(page, "Ranger").focus();
  await page.keyboard.press("Delete");
  await expect(node(page, "Ranger")).toHaveCount(0);
  await expect(edge(page, "Desk asks Ranger")).toHaveCount(0);
  await page.keyboard.press("Control+z");
  await expect(node(page, "Ranger")).toBeVisible();
  await expect(edge(page, "Desk asks Ranger")).toBeAttached();

  await addNode(page, "Agent", "Guide");
  await draw(port(page, "Desk", "asks"), port(page, "Guide", "asked by"));
  await expect(edge(page, "Desk asks Guide")).toBeAttached();
  await undo.click();
  await expect(edge(page, "Desk asks Guide")).toHaveCount(0);
  await undo.click();
  await undo.click();
  await expect(page.getByRole("group", { name: /, agent/ })).toHaveCount(1);
  await redo.click();
  await redo.click();
  await redo.click();
  await expect(edge(page, "Desk asks Guide")).toBeAttached();
  await expect(redo).toBeDisabled();

  await saved(page);
  await page.reload();
  await expect(edge(page, "Desk asks Guide")).toBeAttached();
  await select(page, "Ranger");
  await expect(description(page)).toHaveValue("Looks around");
});

test("while the server can't be reached nothing is called saved, and afterwards nothing is lost", async ({
  page,
  complaints,
}) => {
  await openDocument(page, small);
  await select(page, "Scout");
  await page.route(isSave, (route) => route.abort());
  await description(page).pressSequentially("Written while the server was away");
  const trying = page.getByRole("alert").filter({ hasText: "Not saved yet, trying again" });
  await expect(trying.getByTitle("the server can't be reached")).toBeVisible();
  await page.unroute(isSave);
  // It tries again by itself.
  await saved(page);

  await page.route(isSave, (route) => route.abort());
  await addNode(page, "Agent", "Ranger");
  await draw(port(page, "Desk", "asks"), port(page, "Ranger", "asked by"));
  await expect(trying).toBeVisible();
  await page.unroute(isSave);
  await page.getByRole("button", { name: "Try now" }).click();
  await saved(page);
  await page.reload();
  await expect(edge(page, "Desk asks Ranger")).toBeAttached();
  await select(page, "Scout");
  await expect(description(page)).toHaveValue("Written while the server was away");
  expect(unreachable(complaints)).toBe(true);
});

test("two tabs work on one workflow: what one does appears in the other within a second", async ({
  page,
  app,
}) => {
  await openDocument(page, small);
  const other = await page.context().newPage();
  const complaints = watch(other, app.url);
  await other.goto(page.url());

  await addNode(page, "Agent", "From one");
  await saved(page);
  await expect(node(other, "From one")).toBeAttached({ timeout: 1_000 });
  await addNode(other, "Agent", "From two");
  await saved(other);
  await expect(node(page, "From two")).toBeAttached({ timeout: 1_000 });

  // The other tab had seen the text before it changed it, so nothing is lost.
  await select(other, "Scout");
  await select(page, "Scout");
  await description(page).fill("Said in one");
  await expect(description(other)).toHaveValue("Said in one");
  await description(other).fill("Said in two");
  await expect(description(page)).toHaveValue("Said in two");
  await expect(lostTexts(page)).toHaveCount(0);

  await other.reload();
  await expect(node(other, "From one")).toBeAttached();
  await expect(node(other, "From two")).toBeAttached();
  expect(complaints).toEqual([]);
  await other.close();
});

test("two tabs type in one field at once: both end equal, and who lost sees both texts", async ({
  page,
  app,
}) => {
  await openDocument(page, small);
  const other = await page.context().newPage();
  const complaints = watch(other, app.url);
  await other.goto(page.url());
  for (const tab of [page, other]) await select(tab, "Scout");

  const { held, release } = await holdSaves(other);
  await description(other).fill("Theirs, typed before mine was seen");
  await held;
  await description(page).fill("Mine");
  await saved(page);
  release();
  await saved(other);
  await expect(description(page)).toHaveValue("Theirs, typed before mine was seen");
  const lost = lostTexts(page);
  await expect(lost).toContainText("You, in another tab, changed description of “Scout” at the same time");
  await expect(lost.getByRole("definition").nth(0)).toHaveText("Theirs, typed before mine was seen");
  await expect(lost.getByRole("definition").nth(1)).toHaveText("Mine");
  await expect(lostTexts(other)).toHaveCount(0);

  await lost.getByRole("button", { name: "Take mine back" }).click();
  await expect(lost).toHaveCount(0);
  await saved(page);
  await expect(description(other)).toHaveValue("Mine");
  expect(complaints).toEqual([]);
  await other.close();
});

test("an answer that is lost loses no text", async ({ page, complaints }) => {
  await openDocument(page, small);
  await select(page, "Scout");
  let lost = 0;
  await page.route(isSave, async (route) => {
    if (route.request().method() !== "POST" || lost > 1) return route.continue();
    lost += 1;
    await route.fetch();
    await route.abort();
  });
  await description(page).pressSequentially("Typed");
  await expect.poll(() => lost).toBe(1);
  await description(page).pressSequentially(" on");
  await expect.poll(() => lost).toBe(2);
  await description(page).pressSequentially(" and on");
  await saved(page);
  await page.unroute(isSave);
  await page.reload();
  await select(page, "Scout");
  await expect(description(page)).toHaveValue("Typed on and on");
  expect(unreachable(complaints)).toBe(true);
});

test("a moment without a database passes by itself", async ({ page, complaints }) => {
  await openDocument(page, small);
  await select(page, "Scout");
  await page.route(isSave, (route) =>
    route.request().method() === "POST"
      ? route.fulfill({ status: 503, json: { code: "UNAVAILABLE", message: "The database is away." } })
      : route.continue(),
  );
  await description(page).fill("Kept meanwhile");
  const trying = page.getByRole("alert").filter({ hasText: "Not saved yet, trying again" });
  await expect(trying.getByTitle("The database is away.")).toBeVisible();
  await page.unroute(isSave);
  await saved(page);
  await page.reload();
  await select(page, "Scout");
  await expect(description(page)).toHaveValue("Kept meanwhile");
  expect(complaints.splice(0).every((words) => words.includes("status of 503"))).toBe(true);
});

test("what is on its way when the page is closed is stored", async ({ page, app }) => {
  await openDocument(page, small);
  const closed = await page.context().newPage();
  const complaints = watch(closed, app.url);
  await closed.goto(page.url());
  await select(closed, "Scout");
  const sent = closed.waitForRequest((request) => request.method() === "POST");
  await description(closed).fill("Typed at the very end");
  await sent;
  await closed.close();
  await select(page, "Scout");
  await expect(description(page)).toHaveValue("Typed at the very end");
  expect(complaints).toEqual([]);
});

test("six agents with instructions of 200,000 characters are pasted and saved", async ({ page }) => {
  await openDocument(page, { graph: emptyGraph(), layout: {} });
  const nodes = Array.from({ length: 6 }, (_, n) => {
    const agent = newNode("agent", `a${n}`, { name: `Agent ${n}` });
    return { ...agent, instructions: `${n}`.repeat(200_000) };
  });
  const layout = Object.fromEntries(nodes.map(({ id }, n) => [id, { x: 0, y: n * 160 }]));
  const { schemaVersion } = emptyGraph();
  const piece = JSON.stringify({ tutti: "nodes", schemaVersion, nodes, edges: [], layout });
  await page.evaluate((text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", text);
    const canvas = document.querySelector('[aria-label="Canvas"]');
    canvas?.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  }, piece);
  await expect(page.getByRole("group", { name: /, agent/ })).toHaveCount(6);
  await saved(page);
  await page.reload();
  await expect(page.getByRole("group", { name: /, agent/ })).toHaveCount(6);
});

test("on reopening what was done can still be taken back, and the run's input and mode are there", async ({
  page,
}) => {
  await openDocument(page, withInput);
  await select(page, "Question");
  await description(page).fill("Asks something");
  await saved(page);
  await addNode(page, "Note", "Remember");
  await saved(page);
  const run = page.getByRole("region", { name: "Run", exact: true });
  await run.getByLabel("question").fill("What is the time?");
  await page.getByRole("button", { name: "About simulated and real runs" }).click();
  await page.getByRole("switch", { name: /^Without pauses/ }).click();

  const again = await page.context().newPage();
  await again.goto(page.url());
  await expect(again.getByRole("region", { name: "Run", exact: true }).getByLabel("question")).toHaveValue(
    "What is the time?",
  );
  await again.getByRole("button", { name: "About simulated and real runs" }).click();
  await expect(again.getByRole("switch", { name: /^Without pauses/ })).toBeChecked();
  await again.keyboard.press("Escape");
  const undo = again.getByRole("button", { name: "Undo" });
  await undo.click();
  await undo.click();
  await expect(node(again, "Remember")).toHaveCount(0);
  await select(again, "Question");
  await expect(description(again)).toHaveValue("Asks something");
  await undo.click();
  await expect(description(again)).toHaveValue("");
  await expect(undo).toBeDisabled();
  await again.close();
});

test("a run takes an input of more than a megabyte", async ({ page }) => {
  await openDocument(page, withInput);
  const run = page.getByRole("region", { name: "Run", exact: true });
  // A browser takes its time to lay out a line that long.
  await run.getByLabel("question").fill("q".repeat(1_100_000), { timeout: 40_000 });
  await page.getByRole("button", { name: "Run", exact: true }).click({ timeout: 40_000 });
  await expect(page).toHaveURL(/run=/, { timeout: 40_000 });
});

test("cancelling does not wait for a save that takes long", async ({ page }) => {
  await openTemplateCopy(page, "Cancelled meanwhile");
  await fillInput(page, { sample: "Late shipment" });
  await startRun(page);
  const { held, release } = await holdSaves(page);
  await palette(page).getByRole("button", { name: "Note", exact: true }).first().click();
  await held;
  await page.getByRole("button", { name: "Cancel", exact: true }).click();
  await expect(page.getByRole("status").filter({ hasText: "Cancelled" })).toBeVisible();
  await expect(page.getByRole("status").filter({ hasText: "Saving…" })).toBeVisible();
  release();
  await saved(page);
});

test("what one tab changes after another has removed it is said, and the rest is stored", async ({
  page,
  app,
}) => {
  await openDocument(page, small);
  const other = await page.context().newPage();
  const complaints = watch(other, app.url);
  await other.goto(page.url());
  await select(other, "Scout");
  const { held, release } = await holdSaves(other);
  await description(other).fill("Too late");
  await held;

  await select(page, "Scout");
  await node(page, "Scout").focus();
  await page.keyboard.press("Delete");
  await saved(page);
  await expect(node(other, "Scout")).toHaveCount(0);
  release();
  await expect(other.getByText("removed meanwhile")).toBeVisible();
  await expect(lostTexts(other)).toContainText("Too late");
  // Where the removal is taken back, the text has a place again.
  await page.keyboard.press("Control+z");
  await lostTexts(other).getByRole("button", { name: "Take mine back" }).click();
  await select(page, "Scout");
  await expect(description(page)).toHaveValue("Too late");
  await addNode(other, "Agent", "Ranger");
  await saved(other);
  await page.reload();
  await expect(node(page, "Ranger")).toBeAttached();
  expect(complaints).toEqual([]);
  await other.close();
});
