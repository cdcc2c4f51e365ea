import type { Page } from "@playwright/test";
import { expect, test } from "./app.ts";
import { nodeOf, selectStep, stepRow } from "./run-page.ts";

/** Opens the run that came with the template: recorded at its own pace, so that nothing has to be waited for. */
async function openRecording(page: Page): Promise<void> {
  await page.goto("/runs");
  await page
    .getByRole("row", { name: /Came with Tutti/ })
    .getByRole("link")
    .click();
  await page.waitForURL(/\/runs\/[\w-]+$/);
}

const rows = (page: Page) => page.getByRole("treeitem");
const details = (page: Page) => page.getByRole("region", { name: "Details" });

/** The exact tokens that an element's hint tells. */
const tokens = (hint: string | null) => Number((hint ?? "0").replace(/ tokens?.*$/, "").replaceAll(",", ""));

test("the tree tells durations, tokens and cost, and its figures add up", async ({ page }) => {
  // Tall enough for every row to be drawn.
  await page.setViewportSize({ width: 1440, height: 2_400 });
  await openRecording(page);
  await expect(stepRow(page, "Outcome")).toBeVisible();
  const read = await rows(page).evaluateAll((items) =>
    items.map((item) => ({
      depth: Number(item.getAttribute("aria-level")),
      open: item.getAttribute("aria-expanded") === "true",
      tokens: item.querySelector("[title*=token]")?.getAttribute("title") ?? null,
      words: item.textContent ?? "",
    })),
  );
  expect(read.length).toBeGreaterThan(20);
  for (const { words } of read) expect(words).toMatch(/\d (ms|s)/);
  for (const [at, parent] of read.entries()) {
    if (!parent.open) continue;
    const after = read.slice(at + 1);
    const next = after.findIndex(({ depth }) => depth <= parent.depth);
    const children = after
      .slice(0, next === -1 ? undefined : next)
      .filter(({ depth }) => depth === parent.depth + 1);
    expect(
      children.reduce((sum, child) => sum + tokens(child.tokens), 0),
      parent.words,
    ).toBe(tokens(parent.tokens));
  }
  const whole = read.filter(({ depth }) => depth === 1).reduce((sum, row) => sum + tokens(row.tokens), 0);
  expect(tokens(await page.locator("main header [title*=token]").first().getAttribute("title"))).toBe(whole);
});

test("a call shows its request as sent and its reply, a step what it received and its result", async ({
  page,
}) => {
  await openRecording(page);
  await selectStep(page, "Decision");
  await expect(details(page).getByRole("region", { name: "what it receives" })).toContainText("SO-10412");
  await expect(details(page).getByRole("region", { name: "result" })).toContainText(
    "Late for an important customer",
  );

  await details(page)
    .getByRole("button", { name: /^Asks Order rules/ })
    .click();
  const call = page.getByRole("article", { name: "Asks Order rules" });
  await expect(call.getByRole("heading", { name: "Request as sent" })).toBeVisible();
  await expect(call.getByRole("region", { name: "content of the system message" })).toContainText(
    "Apply the rules once.",
  );
  await expect(call.getByRole("region", { name: "content of the user message" })).toContainText("SO-10412");
  await expect(call.getByRole("region", { name: "arguments of order_rules" })).toBeVisible();
  await call.getByRole("button", { name: "Show Order rules" }).click();
  const result = details(page).getByRole("region", { name: "result" });
  await expect(result).toContainText('parameters.order.tier: "key"');
});

test("moving back in time, tree, canvas and score show that moment", async ({ page }) => {
  await openRecording(page);
  const moment = page.getByRole("slider", { name: "Moment of the run" });
  await expect(nodeOf(page, "Notification")).toContainText("Done");
  // To half a second after the decision began.
  await selectStep(page, "Decision");
  const began = details(page).getByRole("definition").filter({ hasText: /^\+/ });
  const ms = Number((await began.innerText()).replace(/[^\d.]/g, "")) * 1_000 + 500;
  const step = Number(await moment.getAttribute("step"));
  await moment.fill(String(Math.round(ms / step) * step));
  await expect(nodeOf(page, "Decision")).toContainText("Running");
  await expect(nodeOf(page, "Data retrieval")).toContainText("Done");
  await expect(nodeOf(page, "Notification")).not.toContainText("Done");
  await expect(stepRow(page, "Decision")).toContainText("Running");
  await expect(rows(page).filter({ hasText: "Notification" })).toHaveCount(0);
  await page.getByRole("tab", { name: "Score" }).click();
  const staves = page.getByRole("list", { name: "Agents" });
  await expect(staves.getByRole("button", { name: /^Decision/ })).toContainText("at work");
  await expect(staves.getByRole("button", { name: /^Notification/ })).not.toContainText("at work");
  const before = await moment.inputValue();
  await moment.press("]");
  await expect(moment).not.toHaveValue(before);
  await moment.press("End");
  await expect(nodeOf(page, "Outcome")).toContainText("Done");
  await expect(staves).not.toContainText("at work");
});

test("a link leads to a step, and a call is copied as curl without a key", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const clipboard = () => page.evaluate(() => navigator.clipboard.readText());
  await openRecording(page);
  const run = page.url();
  await selectStep(page, "Answers");
  await page.getByRole("button", { name: "Copy a link to this step" }).click();
  await expect(page.getByRole("button", { name: "Copied" })).toBeVisible();
  const link = await clipboard();
  expect(link).toMatch(/\?step=\d+$/);

  await page.goto("/");
  await page.goto(link);
  expect(link.startsWith(run)).toBe(true);
  await expect(page.getByRole("treeitem", { selected: true })).toContainText("Answers");
  await expect(page.getByRole("article", { name: "Answers" })).toBeVisible();

  await page.getByRole("button", { name: "Copy as curl" }).click();
  await expect(page.getByRole("button", { name: "Copied" })).toBeVisible();
  const command = await clipboard();
  expect(command).toContain('-H "Authorization: Bearer $OPENAI_API_KEY"');
  const body = JSON.parse(/<<'END_OF_REQUEST'\n([\s\S]+)\nEND_OF_REQUEST\n$/.exec(command)?.[1] ?? "");
  expect(body).toMatchObject({ model: "gpt-5-mini", stream: true });
  expect(body.messages[0].content).toContain("You receive the rows that were read of an order");
});
