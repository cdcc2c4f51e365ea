import type { Page } from "@playwright/test";
import { emptyGraph } from "../lib/graph/graph.ts";
import { newNode } from "../lib/graph/new-node.ts";
import { expect, test, watch } from "./app.ts";
import {
  addNode,
  atTheDesk,
  draw,
  edge,
  inspector,
  nameIt,
  node,
  openDocument,
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

const isSave = "**/workflows/*";
const description = (page: Page) => inspector(page).getByLabel("Description", { exact: true });

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
  await expect(
    page.getByRole("alert").filter({ hasText: "Not saved: the server can't be reached" }),
  ).toBeVisible();
  await page.unroute(isSave);
  // It tries again by itself.
  await saved(page);

  await page.route(isSave, (route) => route.abort());
  await addNode(page, "Agent", "Ranger");
  await draw(port(page, "Desk", "asks"), port(page, "Ranger", "asked by"));
  await expect(page.getByRole("alert").filter({ hasText: "Not saved" })).toBeVisible();
  await page.unroute(isSave);
  await page.getByRole("button", { name: "Retry" }).click();
  await saved(page);
  await page.reload();
  await expect(edge(page, "Desk asks Ranger")).toBeAttached();
  await select(page, "Scout");
  await expect(description(page)).toHaveValue("Written while the server was away");
  expect(unreachable(complaints)).toBe(true);
});

test("two tabs work on one workflow: what both did arrives in both", async ({ page, app }) => {
  await openDocument(page, small);
  const other = await page.context().newPage();
  const complaints = watch(other, app.url);
  await other.goto(page.url());

  await addNode(page, "Agent", "From one");
  await saved(page);
  await addNode(other, "Agent", "From two");
  await saved(other);
  await expect(node(other, "From one")).toBeAttached();
  await select(page, "Scout");
  await description(page).fill("Said in one");
  await saved(page);
  await expect(node(page, "From two")).toBeAttached();

  // Both write the same words: the later ones hold, in both tabs.
  await select(other, "Scout");
  await description(other).fill("Said in two");
  await saved(other);
  await select(page, "Desk");
  await description(page).fill("Asks");
  await saved(page);
  await select(page, "Scout");
  await expect(description(page)).toHaveValue("Said in two");

  await other.reload();
  await expect(node(other, "From one")).toBeAttached();
  await expect(node(other, "From two")).toBeAttached();
  expect(complaints).toEqual([]);
  await other.close();
});

test("what one tab changes after another has removed it is said, and the rest is stored", async ({
  page,
  app,
}) => {
  await openDocument(page, small);
  const other = await page.context().newPage();
  const complaints = watch(other, app.url);
  await other.goto(page.url());

  await select(page, "Scout");
  await node(page, "Scout").focus();
  await page.keyboard.press("Delete");
  await saved(page);
  await select(other, "Scout");
  await description(other).fill("Too late");
  await expect(other.getByText("removed meanwhile")).toBeVisible();
  await expect(node(other, "Scout")).toHaveCount(0);
  await addNode(other, "Agent", "Ranger");
  await saved(other);
  await page.reload();
  await expect(node(page, "Ranger")).toBeAttached();
  expect(complaints).toEqual([]);
  await other.close();
});
