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
import { makeOwner, watch } from "./app.ts";
import { startBalancer } from "./balancer.ts";
import { spawnScript } from "./crash/processes.ts";
import { answerOf, fillInput, runEnds, startRun, stepRow } from "./run-page.ts";
import { type ServedApp, serveApp } from "./serve-app.ts";
import { select } from "./workbench.ts";

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

  test("two servers take turns behind one address, and a run goes on while both are replaced", {
    tag: "@long",
  }, async ({ browser }) => {
    const balancer = await startBalancer();
    const env: NodeJS.ProcessEnv = {
      DATABASE_URL: postgres.url,
      TUTTI_SECRET: SECRET,
      TUTTI_URL: balancer.url,
      NODE_ENV: "production",
    };
    const serve = (name: string) => serveApp({ dataDir: join(folder, name), env });
    const old = [await serve("one"), await serve("two")];
    const context = await browser.newContext({ baseURL: balancer.url });
    const page = await context.newPage();
    const complaints = watch(page, balancer.url);
    let replaced: ServedApp[] = [];
    try {
      balancer.leadTo(old.map(({ url }) => url));
      // The link that was printed last is the one that works.
      const link = new URL(old.at(-1)?.ownerLink() ?? "");
      await makeOwner(page, `${link.pathname}${link.search}`);
      const other = await context.newPage();
      await other.goto(page.url());
      const name = other.getByLabel("Description");
      await select(other, "Decision");
      await select(page, "Decision");
      await page.getByLabel("Description").fill("Chooses what happens to the order");
      await expect(name).toHaveValue("Chooses what happens to the order", { timeout: 5_000 });
      await fillInput(page, { sample: "Late shipment" });
      const runId = await startRun(page);

      replaced = [await serve("three"), await serve("four")];
      balancer.leadTo(replaced.map(({ url }) => url));
      expect(await Promise.all(old.map((each) => each.stop()))).toEqual([0, 0]);
      await runEnds(page, runId);
      await expect(answerOf(page)).toContainText("SO-10412");
      await page.goto(`/runs/${runId}`);
      await expect(stepRow(page, "Send mail")).toBeVisible();
      for (const count of balancer.given().values()) expect(count).toBeGreaterThan(5);
      expect(complaints).toEqual([]);
    } finally {
      await context.close();
      await balancer.stop();
      await Promise.all([...old, ...replaced].map((each) => each.stop()));
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
