// Takes the pictures in docs/, of the built app, and is run by hand when its looks have changed:
//   npm run build && node scripts/picture-docs.ts
import { rmSync } from "node:fs";
import { join } from "node:path";
import { chromium, type Locator, type Page } from "@playwright/test";
import { makeOwner } from "../e2e/app.ts";
import { nodeOf, runEnds, runPanel, selectStep, startRun } from "../e2e/run-page.ts";
import { serveApp } from "../e2e/serve-app.ts";
import { canvas, openDocument, seeEverything } from "../e2e/workbench.ts";
import { orderException } from "../lib/graph/templates/order-exception.ts";
import { drawing } from "../lib/graph/test-drawing.ts";
import { browserOptions } from "./test-browser.mjs";

const docs = join(import.meta.dirname, "../docs");
async function take(page: Page, name: string, part?: Locator): Promise<void> {
  const clip = await part?.boundingBox();
  await page.mouse.move(0, 0);
  await page.screenshot({ path: join(docs, name), animations: "disabled", ...(clip && { clip }) });
  console.log(`docs/${name}`);
}

/** A branch with three cases, one of which may fail, and an output that takes what has come. */
function support() {
  const names: Record<string, string> = {
    in: "Ticket",
    sort: "Sort",
    branch: "What is it about?",
    bill: "Explain the invoice",
    parcel: "Find the parcel",
    ask: "Ask a colleague",
    out: "Answer",
  };
  const graph = drawing(
    "in>sort",
    "sort>branch",
    'branch>bill if results.sort == "invoice"',
    'branch>parcel if results.sort == "parcel"',
    "branch>ask",
    "parcel>ask!",
    "bill>out",
    "parcel>out",
    "ask>out",
  );
  const named = graph.nodes.map((node) => ({ ...node, name: names[node.id] ?? node.name }));
  const layout = {
    in: { x: 0, y: 160 },
    sort: { x: 300, y: 160 },
    branch: { x: 600, y: 160 },
    bill: { x: 1080, y: 0 },
    parcel: { x: 1080, y: 160 },
    ask: { x: 1480, y: 320 },
    out: { x: 1860, y: 160 },
  };
  const defaultModel = { connectionId: null, model: "gpt-5-mini" };
  return { graph: { ...graph, defaultModel, nodes: named }, layout };
}

const browser = await chromium.launch({
  ...browserOptions,
  args: ["--no-sandbox"],
});
const app = await serveApp();
try {
  const page = await browser.newPage({
    baseURL: app.url,
    viewport: { width: 1440, height: 900 },
    colorScheme: "light",
    reducedMotion: "reduce",
  });
  page.setDefaultTimeout(120_000);
  await makeOwner(page, app.ownerLink());

  await openDocument(page, orderException(), "Order exception");
  await seeEverything(page);
  await runPanel(page).getByRole("tab", { name: "Input" }).click();
  await runPanel(page).getByRole("button", { name: "Late shipment" }).click();
  await startRun(page);
  await page
    .getByTestId("rf__node-notification")
    .getByText(/Running|Asks|Thinking/)
    .first()
    .waitFor();
  await take(page, "canvas.png");

  await page.setViewportSize({ width: 2000, height: 860 });
  await openDocument(page, support(), "Support");
  await seeEverything(page);
  await take(page, "branch.png", canvas(page));

  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto("/");
  await page.getByRole("button", { name: "From template" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Draft, check, rework" }).click();
  await page.waitForURL(/\/workflows\/[\w-]+$/);
  await runPanel(page).getByRole("tab", { name: "Input" }).click();
  await runPanel(page).getByRole("button", { name: "Why a canon repeats" }).click();
  const runId = await startRun(page);
  await runEnds(page, runId);
  await nodeOf(page, "Text").waitFor();
  await take(page, "loop.png");

  await page.setViewportSize({ width: 1440, height: 720 });
  await page.goto(`/runs/${runId}`);
  await selectStep(page, "Is it good?");
  await take(page, "conditions.png", page.getByRole("region", { name: "Details" }));
} finally {
  await browser.close();
  await app.stop();
  rmSync(app.dataDir, { recursive: true, force: true });
}
