import type { Page } from "@playwright/test";
import { expect, test } from "./app.ts";
import { fillInput, openTemplateCopy, runPanel, runToEnd, runWithoutPauses, stateOf } from "./run-page.ts";
import { openDocument } from "./workbench.ts";

const NAME = "Orders with a system down";
let workflow: string;

async function turn(page: Page, state: "Online" | "Offline"): Promise<void> {
  await page.goto("/demo");
  const system = page.getByRole("region", { name: "Demo TMS" });
  if (await system.getByText(state).isVisible()) return;
  await system.getByRole("switch").click();
  await expect(system.getByText(state)).toBeVisible();
}

test.beforeAll(async ({ browser, app, storage }) => {
  const page = await browser.newPage({ baseURL: app.url, storageState: storage });
  workflow = await openTemplateCopy(page, NAME);
  await page.close();
});

test("a run in which a failure was taken care of says so, live and after a reload", async ({ page }) => {
  await turn(page, "Offline");
  await page.goto(workflow);
  await runWithoutPauses(page);
  await fillInput(page, { sample: "Late shipment" });
  const runId = await runToEnd(page);
  const words = "1 failure was taken care of";
  await expect(stateOf(page)).toContainText(words);
  await expect(page).toHaveTitle(new RegExp(`done – ${NAME}`));
  const notice = runPanel(page);
  await expect(notice).toContainText("TMS shipment failed");
  await page.reload();
  await expect(stateOf(page)).toContainText(words);

  await page.goto(`/runs/${runId}`);
  await expect(page.locator("header").filter({ hasText: NAME })).toContainText(words);
  const details = page.getByRole("region", { name: "Details" });
  await details.getByRole("button", { name: "TMS shipment failed" }).click();
  await expect(details.getByRole("article", { name: "TMS shipment" })).toContainText("offline");

  await page.goto("/runs?state=ok");
  await expect(page.getByRole("row").filter({ hasText: NAME }).first()).toContainText("Done");
  await page.goto("/");
  await expect(page.getByRole("article").filter({ hasText: NAME })).toContainText("Done");
  await turn(page, "Online");
});

test("a run that has ended is put away from the canvas, stays away over a reload, and comes back from the list", async ({
  page,
}) => {
  await page.goto(workflow);
  await runWithoutPauses(page);
  await fillInput(page, { sample: "Short stock" });
  const runId = await runToEnd(page);
  await expect(page.locator(".react-flow__node").filter({ hasText: /Done/ }).first()).toBeVisible();
  await runPanel(page).getByRole("button", { name: "Put this run away" }).click();
  await expect(page.locator(".react-flow__node").filter({ hasText: /Done/ })).toHaveCount(0);
  await expect(runPanel(page).getByLabel("Order number")).toHaveValue("SO-10587");
  await expect(page).not.toHaveURL(/run=/);
  await page.reload();
  await expect(runPanel(page).getByLabel("Order number")).toHaveValue("SO-10587");
  await expect(page.locator(".react-flow__node").filter({ hasText: /Done/ })).toHaveCount(0);

  await page.goto("/runs");
  await page.locator(`a[href$="/runs/${runId}"]`).click();
  await page.getByRole("heading", { level: 1 }).getByRole("link", { name: NAME }).click();
  await expect(page).toHaveURL(new RegExp(`run=${runId}`));
  await expect(page.locator(".react-flow__node").filter({ hasText: /Done/ }).first()).toBeVisible();
});

const places = {
  "far below the first sight": [352, 352],
  "far away": [40_000, 90_000],
  "left of and above everything": [-5_000, -7_000],
};
for (const [where, [x, y]] of Object.entries(places) as [string, [number, number]][]) {
  test(`the graph of a run is in sight though it was drawn ${where}`, async ({ page }) => {
    await openDocument(page, lineOfTwo(x, y), `Drawn ${where}`);
    const runId = await (async () => {
      await runWithoutPauses(page);
      return runToEnd(page);
    })();
    await page.goto(`/runs/${runId}`);
    const graph = page.getByLabel("The graph of the run");
    await expect(graph.locator(".react-flow__node")).toHaveCount(2);
    for (const node of await graph.locator(".react-flow__node").all()) await expect(node).toBeInViewport();
  });
}

function lineOfTwo(x: number, y: number) {
  return {
    graph: {
      schemaVersion: 1,
      nodes: [
        {
          id: "in",
          kind: "input",
          name: "In",
          description: "",
          schema: { type: "object", properties: {}, required: [] },
          samples: [],
        },
        { id: "out", kind: "output", name: "Out", description: "", template: "Nothing to do." },
      ],
      edges: [{ id: "e", kind: "flow", from: "in", to: "out", context: [] }],
    },
    layout: { in: { x, y }, out: { x: x + 400, y } },
  };
}

test("keys of a run's page work when nothing has the focus", async ({ page }) => {
  await page.goto(workflow);
  await runWithoutPauses(page);
  await fillInput(page, { sample: "Short stock" });
  await page.goto(`/runs/${await runToEnd(page)}`);
  await expect(page.getByRole("treeitem").first()).toBeVisible();
  await page.getByRole("tab", { name: "Score" }).click();
  await page.evaluate(() => (document.activeElement as HTMLElement).blur());
  await page.keyboard.press("/");
  await expect(page.getByRole("searchbox", { name: "Search steps and calls" })).toBeFocused();
  await page.keyboard.type("/decision");
  await expect(page.getByRole("searchbox", { name: "Search steps and calls" })).toHaveValue("/decision");
  await page.evaluate(() => (document.activeElement as HTMLElement).blur());
  const rows = await page.getByRole("slider", { name: "Moment of the run" }).inputValue();
  await page.keyboard.press("[");
  await expect(page.getByRole("slider", { name: "Moment of the run" })).not.toHaveValue(rows);
});

test("in high contrast the bars, the score and the timeline's line are drawn", async ({ page }) => {
  await page.emulateMedia({ forcedColors: "active" });
  await page.goto(workflow);
  await runWithoutPauses(page);
  await fillInput(page, { sample: "Short stock" });
  await page.goto(`/runs/${await runToEnd(page)}`);
  const row = page.getByRole("treeitem").filter({ hasText: "Order rules" }).last();
  const colours = await row.evaluate((element) => {
    const bar = element.querySelector("span[style*='width'].absolute");
    return (
      bar && {
        bar: getComputedStyle(bar).backgroundColor,
        page: getComputedStyle(document.body).backgroundColor,
      }
    );
  });
  expect(colours?.bar).not.toBe(colours?.page);
  expect(colours?.bar).not.toBe("rgba(0, 0, 0, 0)");
  const slider = page.getByRole("slider", { name: "Moment of the run" });
  expect(await slider.evaluate((element) => getComputedStyle(element).forcedColorAdjust)).toBe("none");
});
