import type { Page } from "@playwright/test";
import { expect, test } from "./app.ts";
import { fillInput, openTemplateCopy, runToEnd, runWithoutPauses } from "./run-page.ts";

/** A run of the template's first sample, made without pauses: the timeline plays it in no time. */
let run: string;
test.beforeAll(async ({ browser, app, storage }) => {
  const page = await browser.newPage({ baseURL: app.url, storageState: storage });
  await openTemplateCopy(page, "Orders to look at");
  await runWithoutPauses(page);
  await fillInput(page, { sample: "Late shipment" });
  run = await runToEnd(page);
  await page.close();
});

async function openTrace(page: Page): Promise<void> {
  await page.goto(`/runs/${run}`);
  await expect(rows(page).first()).toBeVisible();
}

const details = (page: Page) => page.getByRole("region", { name: "Details" });
const rows = (page: Page) => page.getByRole("treeitem");

test("a trace shows the answer, and by keys every step with its request as sent", async ({
  page,
  context,
}) => {
  await openTrace(page);
  await expect(details(page).getByRole("region", { name: "answer" })).toContainText("SO-10412");
  await page.getByRole("tree").focus();
  const selected = rows(page).and(page.locator("[aria-selected=true]"));
  await expect(async () => {
    await page.keyboard.press("ArrowDown");
    await expect(selected).toContainText("Asks Order rules", { timeout: 100 });
  }).toPass();
  await page.keyboard.press("Enter");
  await expect(details(page)).toBeFocused();
  await expect(details(page).getByText("Instructions", { exact: true })).toBeVisible();
  await expect(details(page).getByText("Request as sent")).toBeVisible();

  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await details(page).getByRole("button", { name: "Copy as curl" }).click();
  await expect
    .poll(() => page.evaluate(() => navigator.clipboard.readText()))
    .toContain('curl "$OPENAI_BASE_URL/chat/completions"');
  const command = await page.evaluate(() => navigator.clipboard.readText());
  expect(command).toContain("order_rules");
  expect(command).toContain("Bearer $OPENAI_API_KEY");
});

test("the address leads to the selected step", async ({ page }) => {
  await openTrace(page);
  await rows(page).filter({ hasText: "Order rules" }).last().click();
  await expect(page).toHaveURL(/\?step=\d+$/);
  await page.reload();
  await expect(details(page).getByRole("heading", { level: 2, name: "Order rules" })).toBeVisible();
  await page.keyboard.press("Tab");
  await details(page).getByRole("button", { name: "Run", exact: true }).click();
  await expect(details(page).getByRole("region", { name: "answer" })).toBeVisible();
  await expect(page).toHaveURL(/\/runs\/[\w-]+$/);
});

test("a click on a node of the run's graph selects its step, also with a hand that isn't still; a drag moves the view", async ({
  page,
}) => {
  await openTrace(page);
  await page.getByTestId("rf__node-notification").click();
  await expect(details(page).getByRole("heading", { level: 2, name: "Notification" })).toBeVisible();

  const order = page.getByTestId("rf__node-decision");
  const middle = async () => {
    const box = await order.boundingBox();
    if (!box) throw new Error("expected the node in sight");
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  };
  const at = await middle();
  await page.mouse.move(at.x, at.y);
  await page.mouse.down();
  await page.mouse.move(at.x + 2, at.y + 1);
  await page.mouse.up();
  await expect(details(page).getByRole("heading", { level: 2, name: "Decision" })).toBeVisible();

  const before = await middle();
  await page.mouse.move(before.x, before.y);
  await page.mouse.down();
  await page.mouse.move(before.x + 60, before.y + 20, { steps: 4 });
  await page.mouse.up();
  await expect.poll(async () => Math.round((await middle()).x - before.x)).toBeGreaterThan(50);
  // What was selected still is.
  await expect(details(page).getByRole("heading", { level: 2, name: "Decision" })).toBeVisible();
});

test("the timeline moves tree and canvas together, back to the beginning and on", async ({ page }) => {
  await openTrace(page);
  const all = await rows(page).count();
  const slider = page.getByRole("slider", { name: "Moment of the run" });
  await slider.focus();
  await page.keyboard.press("Home");
  await expect(rows(page)).not.toHaveCount(all);
  await expect(page.getByTestId("rf__node-notification")).not.toContainText("Done");
  await page.keyboard.press("]");
  await page.keyboard.press("End");
  await expect(rows(page)).toHaveCount(all);
  await page.keyboard.press(" ");
  await expect(page.getByRole("button", { name: "Pause" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Play" })).toBeVisible({ timeout: 20_000 });
  await expect(rows(page)).toHaveCount(all);
});

test("on a narrow screen everything can be read", async ({ page }) => {
  await openTrace(page);
  await page.setViewportSize({ width: 390, height: 844 });
  await page.getByRole("tab", { name: "Run", exact: true }).click();
  await expect(page.getByRole("region", { name: "answer" })).toBeVisible();
  await page.getByRole("tab", { name: "Steps" }).click();
  await rows(page).filter({ hasText: "TMS shipment" }).last().click();
  await expect(page.getByRole("dialog", { name: "Details" })).toContainText("SO-10412");
  await page.keyboard.press("Escape");
  await page.getByRole("tab", { name: "Score" }).click();
  await expect(page.getByRole("group", { name: /^Score/ })).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
});
