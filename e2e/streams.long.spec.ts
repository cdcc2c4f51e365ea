import { expect, type Page, test } from "@playwright/test";
import { whyNoPostgres } from "../scripts/temporary-postgres.ts";
import { openStage, type Stage } from "./played-run.ts";
import { expectWhole, hideTab, noteStreams } from "./stream-page.ts";
import { startWeakProxy, type WeakProxy } from "./weak-proxy.ts";

const SEED = Number(process.env.SEED ?? 1);
const CYCLES = Number(process.env.CYCLES ?? 30);

const missing = await whyNoPostgres();
test.skip(missing !== null, missing ?? "");

let stage: Stage;
test.beforeAll(async ({ browser }) => {
  test.setTimeout(120_000);
  stage = await openStage(browser);
});
test.afterAll(() => stage?.close());

/** Opens a run's page through the proxy, with its streams noted. */
async function openRun(runId: string, proxy: WeakProxy): Promise<Page> {
  const page = await stage.visit(proxy.url);
  await noteStreams(page);
  await page.goto(`/runs/${runId}`);
  await expect(page).toHaveTitle(/^● running/, { timeout: 30_000 });
  return page;
}

/** Numbers from 0 up to 1 that follow from the seed: the same each time. */
function drawing(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

type Befalls = (page: Page, proxy: WeakProxy, seconds: number) => Promise<void>;

/** What befalls a page while a run goes on; each is over when it resolves. */
const faults: Record<string, Befalls> = {
  async "cut twice a second"(page, proxy, seconds) {
    for (let n = 0; n < seconds * 2; n++) {
      proxy.cut();
      await page.waitForTimeout(500);
    }
  },
  async "no network"(page, proxy, seconds) {
    proxy.become("away");
    await page.waitForTimeout(seconds * 1_000);
    proxy.become("well");
  },
  async "silent, then cut"(page, proxy, seconds) {
    proxy.become("silent");
    await page.waitForTimeout(seconds * 1_000);
    proxy.become("well");
  },
  async "hidden tab"(page, _proxy, seconds) {
    await hideTab(page, true);
    await page.waitForTimeout(seconds * 1_000);
    await hideTab(page, false);
  },
  async "back and forward"(page, _proxy, seconds) {
    await page.goto("about:blank");
    await page.waitForTimeout(seconds * 250);
    await page.goBack();
  },
  async "server killed"(_page, proxy) {
    await stage.restart();
    proxy.leadTo(stage.app().url);
  },
};

test(`whatever befalls a page, ${CYCLES} times, it ends as the log does (SEED=${SEED})`, async () => {
  test.setTimeout(CYCLES * 90_000);
  const draw = drawing(SEED);
  const counts = new Map<string, number>();
  for (let cycle = 0; cycle < CYCLES; cycle++) {
    const run = await stage.newRun();
    const proxy = await startWeakProxy(stage.app().url);
    const page = await openRun(run.runId, proxy);
    const names = Object.keys(faults);
    const story = Array.from({ length: 3 }, () => names[Math.floor(draw() * names.length)] ?? "");
    await test.step(`cycle ${cycle}: ${story.join(", ")}`, async () => {
      const played = run.playOn(4_000 + draw() * 4_000);
      for (const name of story) {
        counts.set(name, (counts.get(name) ?? 0) + 1);
        await faults[name]?.(page, proxy, 0.5 + draw() * 3);
        await page.waitForTimeout(draw() * 700);
      }
      await played;
      await expectWhole(page, { appUrl: stage.app().url, run });
    });
    await page.context().close();
    await proxy.stop();
  }
  console.log(`\n${CYCLES} runs watched through a weak network, SEED=${SEED}; every page ended whole:`);
  for (const [name, count] of counts) console.log(`  ${name.padEnd(20)} ${count}`);
});

test("a minute without network, and a connection that falls silent without breaking", async () => {
  test.setTimeout(240_000);
  const run = await stage.newRun();
  const { url } = stage.app();
  const [away, silent] = [await startWeakProxy(url), await startWeakProxy(url)];
  const [offline, deaf] = [await openRun(run.runId, away), await openRun(run.runId, silent)];
  for (const proxy of [away, silent]) await expect.poll(proxy.streams).toBe(1);
  await run.play(10);
  away.become("away");
  silent.become("silent");
  const played = run.playOn(60_000);
  // It finds out by itself that nothing comes any more.
  await expect(deaf.getByText("The connection broke")).toBeVisible({ timeout: 50_000 });
  await played;
  away.become("well");
  silent.become("well");
  for (const page of [offline, deaf]) {
    await expectWhole(page, { appUrl: url, run });
    await page.context().close();
  }
  await away.stop();
  await silent.stop();
});

test("a proxy that cuts every 30 seconds, for two minutes", async () => {
  test.setTimeout(240_000);
  const run = await stage.newRun();
  const { url } = stage.app();
  const proxy = await startWeakProxy(url);
  const page = await openRun(run.runId, proxy);
  const timer = setInterval(proxy.cut, 30_000);
  await run.playOn(120_000);
  clearInterval(timer);
  await expectWhole(page, { appUrl: url, run });
  await page.context().close();
  await proxy.stop();
});
