import { rmSync } from "node:fs";
import { type CDPSession, chromium, type Page } from "@playwright/test";
import { makeOwner } from "../../../e2e/app.ts";
import { serveApp } from "../../../e2e/serve-app.ts";
import { openDocument, standsStill } from "../../../e2e/workbench.ts";
import { newNode } from "../../../lib/graph/new-node.ts";
import { browserOptions } from "../../../scripts/test-browser.mjs";

// `node src/measures/panning.ts [folder …]`: how long the main thread of a page works for one move of the view, with
// 500 and 2,000 nodes in sight. Folders are built checkouts, measured in turn; without one, this is.

const ROUNDS = 3;
const GESTURES = 6;
const MOVES = 20;
const COUNTS = [500, 2_000];

const folders = process.argv.length > 2 ? process.argv.slice(2) : [`${import.meta.dirname}/../../..`];
const found = new Map<string, number[]>();
for (let round = 0; round < ROUNDS; round += 1)
  for (const folder of folders)
    for (const [count, samples] of await measure(folder)) {
      const name = `${folder}, ${count} nodes`;
      found.set(name, [...(found.get(name) ?? []), ...samples]);
    }
for (const [name, samples] of found) {
  const sorted = samples.toSorted((one, other) => one - other);
  const [least, median, most] = [0, sorted.length >> 1, sorted.length - 1].map((at) =>
    sorted[at]?.toFixed(1),
  );
  console.log(`${name}: ${median} ms a move at the median (${least}–${most}, ${samples.length} gestures)`);
}

/** Milliseconds of processor time of the main thread per move, one value for each gesture, by the number of nodes. */
async function measure(folder: string): Promise<Map<number, number[]>> {
  process.chdir(folder);
  const app = await serveApp();
  const browser = await chromium.launch({
    ...browserOptions,
    args: ["--no-sandbox"],
  });
  try {
    const page = await browser.newPage({ baseURL: app.url, viewport: { width: 1600, height: 900 } });
    await makeOwner(page, app.ownerLink());
    const found = new Map<number, number[]>();
    for (const count of COUNTS) {
      await openDocument(page, documentOf(count));
      // The check of all nodes goes before.
      await page.getByRole("button", { name: /^[\d,]+ problems$/ }).waitFor({ timeout: 120_000 });
      await page.getByRole("button", { name: "See everything" }).click();
      await page
        .locator(".react-flow__node")
        .nth(count - 1)
        .waitFor({ state: "attached", timeout: 60_000 });
      // While it still glides, what is free under the pointer now is a node when it is pressed.
      await standsStill(page);
      found.set(count, await pan(page));
    }
    return found;
  } finally {
    await browser.close();
    await app.stop();
    rmSync(app.dataDir, { recursive: true, force: true });
  }
}

function documentOf(count: number) {
  const columns = count > 1_000 ? 50 : 25;
  const nodes = Array.from({ length: count }, (_, index) => ({
    ...newNode(index === 0 ? "input" : index === count - 1 ? "output" : "agent", `n${index}`),
    name: `Node ${index}`,
  }));
  const edges = nodes
    .slice(1)
    .map(({ id }, index) => ({ id: `e${index}`, kind: "flow", from: `n${index}`, to: id, context: [] }));
  const layout = Object.fromEntries(
    nodes.map(({ id }, index) => [id, { x: (index % columns) * 256, y: Math.floor(index / columns) * 128 }]),
  );
  return { graph: { schemaVersion: 1, nodes, edges }, layout };
}

/** Drags the view to and fro; the first gesture warms up. Between moves, two frames are drawn. */
async function pan(page: Page): Promise<number[]> {
  const browser = await page.context().newCDPSession(page);
  await browser.send("Performance.enable", { timeDomain: "threadTicks" });
  const at = await page.evaluate(() => {
    for (let y = 60; y < innerHeight - 60; y += 3)
      for (let x = innerWidth * 0.35; x < innerWidth * 0.8; x += 3)
        if (document.elementFromPoint(x, y)?.classList.contains("react-flow__pane")) return { x, y };
    throw new Error("expected a place on the canvas without a node");
  });
  const frames = () =>
    page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
  const view = page.locator(".react-flow__viewport");
  const place = () => view.evaluate((drawn) => new DOMMatrix(getComputedStyle(drawn).transform).e);
  const samples: number[] = [];
  for (let gesture = 0; gesture < GESTURES; gesture += 1) {
    await page.mouse.move(at.x, at.y);
    await page.mouse.down();
    await page.mouse.move(at.x + 3, at.y + 2);
    await frames();
    const from = await place();
    const before = await mainThreadMs(browser);
    for (let move = 1; move <= MOVES; move += 1) {
      const away = Math.min(move, MOVES - move);
      await page.mouse.move(at.x + 3 + away * 3, at.y + 2 + away * 2);
      await frames();
      if (move === MOVES / 2) {
        const moved = (await place()) - from;
        if (Math.abs(moved - away * 3) > 1)
          throw new Error(`expected the view to move by ${away * 3} px, got ${moved} px`);
      }
    }
    const spent = (await mainThreadMs(browser)) - before;
    // The view goes back to where it was, so that the next press finds the same place without a node.
    await page.mouse.move(at.x, at.y);
    await page.mouse.up();
    await frames();
    if (gesture > 0) samples.push(spent / MOVES);
  }
  await browser.detach();
  return samples;
}

async function mainThreadMs(browser: CDPSession): Promise<number> {
  const { metrics } = await browser.send("Performance.getMetrics");
  return 1_000 * (metrics.find(({ name }) => name === "TaskDuration")?.value ?? 0);
}
