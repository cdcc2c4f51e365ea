import { expect, type Page } from "@playwright/test";
import type { PlayedRun } from "./played-run.ts";
import { api } from "./run-page.ts";

/** What the event streams of a page brought, in the order it came. */
type Seen = { url: string; data: string };

/** Makes a page note what its event streams bring; before it is opened. */
export async function noteStreams(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const seen: Seen[] = [];
    Object.assign(window, { streamsSaw: seen });
    window.EventSource = class extends EventSource {
      constructor(url: string | URL) {
        super(url);
        this.addEventListener("message", ({ data }) => seen.push({ url: this.url, data }));
      }
    };
  });
}

/** Makes the page believe that its tab is hidden, or seen again. */
export async function hideTab(page: Page, hidden: boolean): Promise<void> {
  await page.evaluate((value) => {
    Object.defineProperty(document, "hidden", { configurable: true, value });
    document.dispatchEvent(new Event("visibilitychange"));
  }, hidden);
}

type Expected = { appUrl: string; run: PlayedRun };

/** The page of a run has come to the run's end: each event came once, in order and with the bytes that are stored. */
export async function expectEvents(page: Page, { appUrl, run }: Expected): Promise<void> {
  await expect(page).toHaveTitle(/^[✓✕⊘] /, { timeout: 30_000 });
  const text = await (await page.request.get(appUrl + api(page, `/runs/${run.runId}/events`))).text();
  const stored = [...text.matchAll(/^data: (.*)$/gm)].map(([, json]) => json);
  expect(stored).toHaveLength(run.events.length);
  // Put there by noteStreams.
  const seen = await page.evaluate(() => (window as unknown as { streamsSaw: Seen[] }).streamsSaw);
  // The first ones came with the page itself.
  expect(seen.map(({ data }) => data)).toEqual(stored.slice(stored.length - seen.length));
}

/** As `expectEvents`, and the page shows what a page shows that is opened now. */
export async function expectWhole(page: Page, expected: Expected): Promise<void> {
  await expectEvents(page, expected);
  const fresh = await page.context().newPage();
  await fresh.goto(`${expected.appUrl}/runs/${expected.run.runId}`);
  await expect(fresh).toHaveTitle(/^[✓✕⊘] /, { timeout: 30_000 });
  for (const part of ["treeitem", "article"] as const) {
    const shown = await fresh.getByRole(part).allInnerTexts();
    await expect.poll(() => page.getByRole(part).allInnerTexts()).toEqual(shown);
  }
  await fresh.close();
}
