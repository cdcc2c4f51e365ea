import { rmSync } from "node:fs";
import { expect, type Page, test } from "@playwright/test";
import { makeOwner, watch } from "./app.ts";
import { type Frame, filmRun } from "./film-run.ts";
import { answerOf, nodeOf, runEnds, runPanel, runWithoutPauses, stateOf } from "./run-page.ts";
import { type ServedApp, serveApp } from "./serve-app.ts";

// The first look at a new server, so it has one of its own; the tests follow one owner through it.
test.describe.configure({ mode: "serial" });
let app: ServedApp;
let page: Page;
let complaints: string[];

test.beforeAll(async ({ browser }) => {
  app = await serveApp();
  page = await browser.newPage({ baseURL: app.url });
  complaints = watch(page, app.url);
});
test.afterEach(() => expect(complaints).toEqual([]));
test.afterAll(async () => {
  await page.close();
  await app.stop();
  rmSync(app.dataDir, { recursive: true });
});

const workers = ["Data retrieval", "Decision", "Action", "Notification"];
const plays = (frame: Frame, name: string) => frame.nodes[name]?.includes("Running") ?? false;
const different = (frames: Frame[], read: (frame: Frame) => unknown) =>
  new Set(frames.map(read).filter(Boolean)).size;

test("from the owner's link, one button shows a team at work, and then what happened", async () => {
  await makeOwner(page, app.ownerLink());
  const begin = page.getByRole("button", { name: "Run it, no key needed" });
  await expect(nodeOf(page, "Data retrieval")).toBeVisible();
  await expect(begin).toBeVisible();

  const film = await filmRun(page);
  await begin.click();
  await expect(page).toHaveTitle("✓ done – Order exception", { timeout: 45_000 });
  const frames = await film.stop();

  const running = frames.filter((frame) => frame.title.startsWith("● running"));
  const begun = frames.find((frame) => plays(frame, "Order desk"))?.at ?? Number.NaN;
  const seconds = ((frames.at(-1)?.at ?? 0) - begun) / 1_000;
  test
    .info()
    .annotations.push(
      { type: "press to first node", description: `${Math.round(begun)} ms at most` },
      { type: "visible work", description: `${seconds.toFixed(1)} s` },
    );
  expect(seconds).toBeGreaterThan(10);
  expect(seconds).toBeLessThan(25);

  // Every worker was seen at work, the last two together for a while, and in the end all are done.
  for (const name of workers) {
    expect(
      running.some((frame) => plays(frame, name)),
      name,
    ).toBe(true);
    await expect(nodeOf(page, name)).toContainText("Done");
  }
  const together = running.filter((frame) => plays(frame, "Action") && plays(frame, "Notification"));
  // It lasts a second, of which a busy machine shows less.
  expect((together.at(-1)?.at ?? 0) - (together[0]?.at ?? 0)).toBeGreaterThan(250);
  // Words come in the node and in the panel; time and cost tick.
  expect(different(running, (frame) => plays(frame, "Decision") && frame.nodes.Decision)).toBeGreaterThan(5);
  expect(different(running, (frame) => frame.newest)).toBeGreaterThan(20);
  expect(different(running, (frame) => frame.title)).toBeGreaterThan(8);
  expect(different(running, (frame) => /would cost ≈? ?\$[\d.]+/.exec(frame.status)?.[0])).toBeGreaterThan(3);

  await expect(stateOf(page)).toContainText("Done");
  await expect(answerOf(page)).toContainText("Late for an important customer");
  await expect(runPanel(page).getByRole("link", { name: "Use a real model" })).toHaveAttribute(
    "href",
    /^\/w\/[\w-]+\/connections$/,
  );
  expect(await namesAtOneMoment("Action", "Notification")).toBe(true);
  await runPanel(page).getByRole("link", { name: "What happened" }).click();
  await expect(page.getByRole("tree", { name: "Steps and calls" })).toContainText("Order desk");
});

/** Whether somewhere on the score a bar of the one stands over a bar of the other, as the pointer finds them. */
async function namesAtOneMoment(one: string, other: string): Promise<boolean> {
  const score = runPanel(page).getByRole("group", { name: /^Score/ });
  const box = await score.boundingBox();
  const rowOf = async (name: string) => {
    const stave = await runPanel(page)
      .getByRole("list", { name: "Agents" })
      .getByRole("button", { name })
      .boundingBox();
    return (stave?.y ?? 0) + (stave?.height ?? 0) / 2;
  };
  const rows = [await rowOf(one), await rowOf(other)];
  const hint = score.locator("xpath=..").locator("div.pointer-events-none", { hasText: /./ });
  for (let x = (box?.x ?? 0) + 2; x < (box?.x ?? 0) + (box?.width ?? 0); x += 4) {
    const found: boolean[] = [];
    for (const [index, y] of rows.entries()) {
      await page.mouse.move(x, y);
      found.push((await hint.allInnerTexts()).some((text) => text.startsWith([one, other][index] ?? "")));
    }
    if (found.every(Boolean)) return true;
  }
  return false;
}

test("back on the workflow the run still stands there, and is made again with its input", async () => {
  await page.goBack();
  await expect(answerOf(page)).toContainText("Late for an important customer");
  await runWithoutPauses(page);
  const before = page.url();
  await runPanel(page).getByRole("button", { name: "Run again" }).click();
  await page.waitForURL((url) => url.href !== before);
  await runEnds(page, new URL(page.url()).searchParams.get("run") ?? "");
  await expect(stateOf(page)).toContainText("Done");
  await expect(answerOf(page)).toContainText("SO-10412: Late for an important customer");
});
