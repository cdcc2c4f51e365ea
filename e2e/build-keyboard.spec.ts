import type { Page } from "@playwright/test";
import { orderException } from "../lib/graph/templates/order-exception.ts";
import { expect, test } from "./app.ts";
import {
  atTheDesk,
  canvas,
  edge,
  inspector,
  newWorkflow,
  node,
  openDocument,
  palette,
  port,
  saved,
  select,
} from "./workbench.ts";

test.use(atTheDesk);

/** Presses Tab until the wanted control has the focus; fails when it is never reached. */
async function tabTo(page: Page, name: string | RegExp, role: "button" | "group" = "button"): Promise<void> {
  const wanted = page.getByRole(role, { name });
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press("Tab");
    if (await wanted.evaluateAll((all) => all.includes(document.activeElement as HTMLElement))) return;
  }
  throw new Error(`expected Tab to reach ${name}`);
}

/** Whether what has the focus looks different for it. */
const focusShows = (page: Page) =>
  page.evaluate(() => {
    const focused = document.activeElement;
    if (!focused) return false;
    // A node draws its ring on the card inside.
    return [focused, ...focused.children].some((one) => {
      const { outlineStyle, outlineWidth } = getComputedStyle(one);
      return outlineStyle !== "none" && Number.parseFloat(outlineWidth) > 0;
    });
  });

async function addByKeys(page: Page, kind: string, name: string): Promise<void> {
  await page.keyboard.press("n");
  await page.keyboard.type(kind);
  await page.keyboard.press("Enter");
  await expect(canvas(page).locator(":focus")).toHaveAccessibleName(/, /);
  await page.keyboard.press("F2");
  await page.keyboard.type(name);
  await page.keyboard.press("Enter");
  await expect(node(page, name)).toBeFocused();
}

async function connectByKeys(page: Page, words: string): Promise<void> {
  await page.keyboard.press("c");
  await page.keyboard.type(words);
  await page.keyboard.press("Enter");
}

test("a workflow is drawn, changed and taken back without a pointer", async ({ page }) => {
  await newWorkflow(page, "By keys");
  await tabTo(page, "Add the first node");
  expect(await focusShows(page)).toBe(true);
  await page.keyboard.press("Enter");
  await page.keyboard.type("input");
  await page.keyboard.press("Enter");
  await expect(node(page, "Input")).toBeFocused();
  expect(await focusShows(page)).toBe(true);
  await addByKeys(page, "supervisor", "Desk");
  await addByKeys(page, "agent", "Scout");
  await addByKeys(page, "output", "Answer");

  // Arrows go to the next node in their direction, wherever it was put.
  await walkTo(page, "Input");
  await connectByKeys(page, "then desk");
  await expect(edge(page, "Input then Desk")).toBeAttached();
  await walkTo(page, "Desk");
  await connectByKeys(page, "asks scout");
  await walkTo(page, "Desk");
  await connectByKeys(page, "then answer");
  await expect(edge(page, "Desk asks Scout")).toBeAttached();
  await expect(edge(page, "Desk then Answer")).toBeAttached();

  await walkTo(page, "Scout");
  const before = await node(page, "Scout").boundingBox();
  await page.keyboard.press("Alt+ArrowDown");
  await page.keyboard.press("Alt+Shift+ArrowDown");
  await expect.poll(async () => (await node(page, "Scout").boundingBox())?.y).toBeGreaterThan(before?.y ?? 0);
  await page.keyboard.press("Delete");
  await expect(node(page, "Scout")).toHaveCount(0);
  await page.keyboard.press("Control+z");
  await expect(edge(page, "Desk asks Scout")).toBeAttached();
  await page.keyboard.press("Control+Shift+z");
  await expect(node(page, "Scout")).toHaveCount(0);
  await page.keyboard.press("Control+z");
  await saved(page);

  await walkTo(page, "Scout");
  await page.keyboard.press("Enter");
  await expect(inspector(page).getByLabel("Name", { exact: true })).toBeFocused();
});

/** Goes to a node by arrow keys from whichever has the focus. */
async function walkTo(page: Page, name: string): Promise<void> {
  if (!(await canvas(page).locator(".react-flow__node:focus").count())) await tabTo(page, /, /, "group");
  for (const key of [
    "ArrowLeft",
    "ArrowUp",
    "ArrowRight",
    "ArrowDown",
    "ArrowLeft",
    "ArrowUp",
    "ArrowRight",
  ]) {
    for (let presses = 0; presses < 4; presses += 1) {
      // What is out of sight is not drawn, so the wanted node may not be there yet.
      if (await node(page, name).evaluateAll((all) => all.some((one) => one === document.activeElement)))
        return;
      await page.keyboard.press(key);
    }
  }
  await expect(node(page, name)).toBeFocused();
}

test("everything that can be pressed or filled in has a name, on the canvas and in every form", async ({
  page,
}) => {
  await openDocument(page, orderException());
  for (const { name } of orderException().graph.nodes) {
    await palette(page).getByRole("button", { name, exact: true }).last().click();
    await expect(inspector(page).getByRole("heading", { name, exact: true })).toBeVisible();
    await inspector(page)
      .locator("details")
      .evaluateAll((all) => {
        for (const one of all) one.setAttribute("open", "");
      });
    expect(nameless(await inspector(page).ariaSnapshot()), name).toEqual([]);
  }
  await select(page, "Decision");
  expect(nameless(await page.locator("body").ariaSnapshot())).toEqual([]);
  await inspector(page)
    .getByRole("button", { name: /^asked by Order desk/ })
    .click();
  expect(nameless(await inspector(page).ariaSnapshot())).toEqual([]);

  await expect(node(page, "Decision")).toHaveAccessibleName("Decision, agent");
  for (const label of ["comes after", "then", "asked by", "can use"])
    await expect(port(page, "Decision", label)).toBeAttached();
  await expect(edge(page, "Decision can use Order rules")).toBeAttached();
});

/** Lines of a snapshot for controls without a name. */
const nameless = (snapshot: string) =>
  snapshot
    .split("\n")
    .filter((line) =>
      /- (button|textbox|combobox|checkbox|switch|radio|radiogroup|link|tab|separator|spinbutton|menuitem|option)( \[[^\]]*\])*:?$/.test(
        line,
      ),
    );
