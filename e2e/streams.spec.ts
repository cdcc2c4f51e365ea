import { expect, type Page, test } from "@playwright/test";
import { whyNoPostgres } from "../scripts/temporary-postgres.ts";
import { owner } from "./app.ts";
import { openStage, type Stage } from "./played-run.ts";
import { expectEvents, expectWhole, hideTab, noteStreams } from "./stream-page.ts";
import { startWeakProxy } from "./weak-proxy.ts";

const missing = await whyNoPostgres();
test.skip(missing !== null, missing ?? "");
// Six pages at once take a small machine their time.
test.describe.configure({ timeout: 120_000 });
const patient = { timeout: 30_000 };

let stage: Stage;
test.beforeAll(async ({ browser }) => {
  test.setTimeout(120_000);
  stage = await openStage(browser);
});
test.afterAll(() => stage?.close());

/** Opens a run's page, at `url` or at the app itself, with its streams noted. */
async function openRun(page: Page, runId: string, url = stage.app().url): Promise<Page> {
  await noteStreams(page);
  await page.goto(`${url}/runs/${runId}`);
  return page;
}

const isFollowed = (page: Page) => expect(page).toHaveTitle(/^● running/, patient);

test("pages end as the log does: behind a proxy that cuts every second, after seconds without network, after a nap", {
  tag: "@long",
}, async () => {
  const run = await stage.newRun();
  const { url } = stage.app();
  const [cutting, away] = [await startWeakProxy(url), await startWeakProxy(url)];
  const cut = await openRun(await stage.visit(), run.runId, cutting.url);
  const offline = await openRun(await stage.visit(), run.runId, away.url);
  const napping = await openRun(await stage.visit(), run.runId);
  for (const page of [cut, offline, napping]) await isFollowed(page);

  const timer = setInterval(cutting.cut, 1_000);
  await expect.poll(away.streams, patient).toBe(1);
  await run.play(10);
  away.become("away");
  await hideTab(napping, true);
  await run.playOn(3_000);
  await expect(offline.getByText("The connection broke")).toBeVisible(patient);
  away.become("well");
  await hideTab(napping, false);

  for (const page of [offline, napping, cut]) {
    await expectWhole(page, { appUrl: url, run });
    await page.context().close();
  }
  clearInterval(timer);
  await cutting.stop();
  await away.stop();
});

test("six tabs of one browser follow a run, and a click in any of them is still answered", async () => {
  const run = await stage.newRun();
  const proxy = await startWeakProxy(stage.app().url);
  const first = await stage.visit(proxy.url);
  const tabs = [first];
  while (tabs.length < 6) tabs.push(await first.context().newPage());
  for (const tab of tabs) await openRun(tab, run.runId, proxy.url);
  await run.play(10);
  for (const tab of tabs) await isFollowed(tab);
  await expect.poll(proxy.streams, patient).toBeGreaterThanOrEqual(3);
  // Three seats and a turn; what was given back may take a moment to end. The browser itself would take six.
  await expect.poll(proxy.streams, patient).toBeLessThanOrEqual(4);
  for (const tab of [first, tabs[5] ?? first]) {
    const answered = tab.waitForResponse((response) => response.request().method() === "POST");
    await tab.getByRole("button", { name: "Cancel", exact: true }).click();
    expect((await answered).status()).toBe(200);
  }
  await run.playOn(500);
  for (const tab of tabs) await expectEvents(tab, { appUrl: stage.app().url, run });
  await first.context().close();
  await proxy.stop();
});

test("text of a runner on another machine is shown while it is written, to who comes late too", {
  tag: "@long",
}, async () => {
  const run = await stage.newRun();
  const call = run.events.find((event) => event.type === "span-start" && event.work.kind === "model");
  if (call === undefined) throw new Error("expected a model call in the recording");
  await run.play(call.seq - 1);
  const early = await openRun(await stage.visit(), run.runId);
  await isFollowed(early);
  await early.goto(`/runs/${run.runId}?step=${call.seq}`);
  const words = "Grüße aus Rotterdam: 漢字 und 😀 kommen an. ";
  let offset = 0;
  const writes = (text: string) => {
    run.write(call.seq, offset, text);
    offset += text.length;
  };
  for (let n = 0; n < 3; n++) writes(words);
  await expect(early.getByText(words.repeat(3).trim())).toBeVisible(patient);
  const late = await openRun(await stage.visit(), run.runId);
  await late.goto(`/runs/${run.runId}?step=${call.seq}`);
  await expect(late.getByText(words.repeat(3).trim())).toBeVisible(patient);
  for (let n = 0; n < 3; n++) writes(words);
  for (const page of [early, late]) await expect(page.getByText(words.repeat(6).trim())).toBeVisible(patient);
  await run.playOn(200);
  for (const page of [early, late]) {
    await expect(page).toHaveTitle(/^✓ done/, patient);
    await page.context().close();
  }
});

test("who signs out in one tab sees nothing more in another", async () => {
  const run = await stage.newRun();
  const { url } = stage.app();
  // With a session of its own: the one that all tests share must stay.
  const tab = await stage.visit();
  await tab.context().clearCookies();
  await tab.goto("/sign-in");
  await tab.getByLabel("Email").fill(owner.email);
  await tab.getByLabel("Password", { exact: true }).fill(owner.password);
  await tab.getByRole("button", { name: "Sign in" }).click();
  await tab.waitForURL(`${url}/w/*`);
  const other = await openRun(await tab.context().newPage(), run.runId);
  await isFollowed(other);
  await tab.getByRole("button", { name: `Account: ${owner.name}` }).click();
  await tab.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(other.getByText("You are signed out. Sign in again to go on watching.")).toBeVisible(patient);
  await tab.context().close();
});

test("while the server is killed and started again the run goes on, and the page takes it up", async () => {
  const run = await stage.newRun();
  const proxy = await startWeakProxy(stage.app().url);
  const page = await openRun(await stage.visit(), run.runId, proxy.url);
  await isFollowed(page);
  await run.play(20);
  await Promise.all([stage.restart(), run.playOn(1_500)]);
  proxy.leadTo(stage.app().url);
  await expectWhole(page, { appUrl: stage.app().url, run });
  await page.context().close();
  await proxy.stop();
});
