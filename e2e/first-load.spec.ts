import { gzipSync } from "node:zlib";
import { expect, test } from "./app.ts";

/** kB of 1,024 bytes, gzip. It was 296 before the menu of the workspace and what roles may do, and is 301 with them. */
const BUDGET_KB = 304;

test("the scripts that the canvas page comes with stay small", async ({ page }) => {
  await page.goto("/");
  await page.locator("a[href*='/workflows/']").first().click();
  await page.waitForURL(/\/workflows\/[\w-]+$/);
  const html = await (await page.request.get(page.url())).text();
  // Browsers of today leave out what is marked for those without modules.
  const scripts = [...html.matchAll(/<script\b[^>]*\bsrc="([^"]+)"[^>]*>/g)]
    .filter(([tag]) => !/\bnomodule\b/i.test(tag))
    .map(([, source = ""]) => source);
  expect(scripts.length).toBeGreaterThan(0);
  let bytes = 0;
  for (const source of new Set(scripts)) {
    const answer = await page.request.get(new URL(source, page.url()).href);
    expect(answer.status()).toBe(200);
    bytes += gzipSync(await answer.body()).length;
  }
  expect(bytes / 1024, "kB of scripts, gzip").toBeLessThan(BUDGET_KB);
});
