import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import pg from "pg";
import {
  startTemporaryPostgres,
  type TemporaryPostgres,
  whyNoPostgres,
} from "../scripts/temporary-postgres.ts";
import { makeOwner } from "./app.ts";
import { spawnScript } from "./crash/processes.ts";
import { answerOf } from "./run-page.ts";
import { type ServedApp, serveApp } from "./serve-app.ts";

const missing = await whyNoPostgres();
const SECRET = "the secret that every process here has";

/** A web server that drives no runs, as on a machine of its own. */
const serveAlone = (databaseUrl: string, dataDir: string) =>
  serveApp({
    dataDir,
    env: { DATABASE_URL: databaseUrl, TUTTI_SECRET: SECRET, TUTTI_RUNNER: "off", NODE_ENV: "production" },
  });

test.describe("on more than one machine", () => {
  test.setTimeout(180_000);
  test.skip(missing !== null, missing ?? "");
  let postgres: TemporaryPostgres;
  let folder: string;
  let app: ServedApp | undefined;
  test.beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "tutti-e2e-machines-"));
    postgres = await startTemporaryPostgres({ fsync: "off" });
  });
  test.afterEach(async () => {
    await app?.stop();
    app = undefined;
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test("the first run reads all three systems on a runner with a data folder of its own, and the demo page shows what it changed", async ({
    browser,
  }) => {
    app = await serveAlone(postgres.url, join(folder, "web"));
    const page = await browser.newPage({ baseURL: app.url });
    const env = { DATABASE_URL: postgres.url, TUTTI_SECRET: SECRET };
    const runner = spawnScript("scripts/runner.ts", { ...env, DATA_DIR: join(folder, "runner") });
    try {
      await makeOwner(page, app.ownerLink());
      await page.getByRole("button", { name: "Run it, no key needed" }).click();
      await expect(page).toHaveTitle("✓ done – Order exception", { timeout: 120_000 });
      await expect(answerOf(page)).toContainText("SO-10412");
      await expect(answerOf(page)).not.toContainText("could not be read");

      await page.goto("/demo");
      const changes = page.getByRole("list", { name: "Latest changes" });
      await expect(changes).toContainText("erp.orders SO-10412");
      const system = page.getByRole("region", { name: "Demo WMS" });
      await system.getByRole("switch").click();
      await expect(system.getByText("Offline")).toBeVisible();
      await page.getByRole("button", { name: "Reset" }).click();
      await page.getByRole("alertdialog").getByRole("button", { name: "Reset" }).click();
      await expect(page.getByText("No changes yet")).toBeVisible();

      runner.signal("SIGTERM");
      expect(await runner.exited).toBe(0);
      expect(runner.output().trim()).toMatch(/^Runner .+ drives up to 50 runs at once, from \S+$/);
    } finally {
      await runner.kill();
      await page.close();
    }
  });

  test("without the right to make roles, the page gives the SQL before a run, and goes on once it was run", async ({
    browser,
  }) => {
    const admin = new pg.Client(postgres.url);
    await admin.connect();
    await admin.query("create role shop login password 'shop'; alter database tutti owner to shop");
    const url = `postgresql://shop:shop@127.0.0.1:${postgres.port}/tutti`;
    app = await serveAlone(url, join(folder, "web"));
    const page = await browser.newPage({ baseURL: app.url });
    try {
      expect(app.output()).toContain("The demo company is not set up. Tutti's role “shop” may not set up");
      await makeOwner(page, app.ownerLink());
      await expect(page.getByText("Not everything can be reached")).toBeVisible();
      await page.goto("/demo");
      await expect(page.getByText("Somebody who may has to run the SQL once")).toBeVisible();
      const sql = await page.getByRole("region", { name: "SQL to run" }).innerText();
      await admin.query(sql);
      await page.getByRole("button", { name: "Look again" }).click();
      await expect(page.getByRole("region", { name: "Rows of orders" })).toBeVisible();
    } finally {
      await admin.end();
      await page.close();
    }
  });
});
