import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test as base, type Page } from "@playwright/test";
import { startTemporaryPostgres, whyNoPostgres } from "../scripts/temporary-postgres.ts";
import { expect, makeOwner, test } from "./app.ts";
import { spawnScript } from "./crash/processes.ts";
import { runPanel, startRun, stateOf } from "./run-page.ts";
import { serveApp } from "./serve-app.ts";

test("the page of runners shows this server and the run it drives, and leads to it", async ({
  page,
  app,
}) => {
  const word = async (path: string) => (await fetch(`${app.url}${path}`)).text();
  expect([await word("/api/health"), await word("/api/ready")]).toEqual(["alive\n", "ready\n"]);
  await page.goto("/");
  await page.getByRole("link", { name: "Order exception" }).first().click();
  const runId = await startSample(page);
  await page.getByRole("link", { name: "Runners", exact: true }).click();
  await expect(page.getByText("belongs to this server, so it drives its own runs")).toBeVisible();
  const list = page.getByRole("list", { name: "Runners" });
  await expect(list.getByText("this server")).toBeVisible();
  await expect(list.getByText("At work", { exact: true })).toBeVisible();
  await list.getByRole("link", { name: "Order exception" }).click();
  await page.waitForURL(`**/runs/${runId}`);
});

/** Presses a sample, and Run. */
async function startSample(page: Page): Promise<string> {
  const sample = runPanel(page).getByRole("button", { name: "Late shipment", exact: true });
  await sample.click();
  await expect(sample).toHaveAttribute("aria-pressed", "true");
  return startRun(page);
}

const missing = await whyNoPostgres();

base(
  "a server without runners says so, a runner takes the run, and when that is lost another goes on",
  async ({ browser }) => {
    base.setTimeout(120_000);
    base.skip(missing !== null, missing ?? "");
    const postgres = await startTemporaryPostgres({ fsync: "off" });
    const dataDir = mkdtempSync(join(tmpdir(), "tutti-e2e-runners-"));
    const env = { DATABASE_URL: postgres.url, DATA_DIR: dataDir };
    const app = await serveApp({ dataDir, env: { ...env, NODE_ENV: "production", TUTTI_RUNNER: "off" } });
    const runner = () => spawnScript("scripts/runner.ts", { ...env, TUTTI_SLOTS: "2" });
    const runners = [];
    const page = await browser.newPage({ baseURL: app.url });
    try {
      await makeOwner(page, app.ownerLink());
      const runId = await startSample(page);
      await expect(stateOf(page)).toContainText("Waits: no runner is at work");
      await stateOf(page).getByRole("link", { name: "Runners" }).click();
      await expect(page.getByText("No runner is at work, and 1 run waits")).toBeVisible();
      await expect(page.getByText("npm run runner")).toBeVisible();

      const first = runner();
      runners.push(first);
      const list = page.getByRole("list", { name: "Runners" });
      await expect(list.getByText("1 of 2")).toBeVisible({ timeout: 20_000 });
      await list.getByRole("link", { name: "Order exception" }).click();
      await expect(page.getByRole("treeitem").nth(3)).toBeVisible();
      await first.kill();
      runners.push(runner());
      await expect(page.getByText(/^Runner lost; went on at step \d+ \(.+\)/).first()).toBeVisible({
        timeout: 20_000,
      });
      await page.goto("/runners");
      await expect(list.getByText("Lost", { exact: true })).toBeVisible({ timeout: 20_000 });
      await expect(list.getByText("this server")).toHaveCount(0);
      await page.goto(`/runs/${runId}`);
      await expect(page.getByText("Done", { exact: true }).first()).toBeVisible({ timeout: 30_000 });
    } finally {
      await page.close();
      for (const each of runners) await each.kill();
      await app.stop();
      await postgres.stop();
      rmSync(dataDir, { recursive: true, force: true });
    }
  },
);
