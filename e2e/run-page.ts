import { expect, type Locator, type Page } from "@playwright/test";
import { workspaceApi } from "../lib/views/workspace-path.ts";

/** Opens a new copy of the order exception, made from the template by hand and given a name; gives its address. */
export async function openTemplateCopy(page: Page, name: string): Promise<string> {
  await page.goto("/");
  await page.getByRole("button", { name: "From template" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Order exception" }).click();
  await page.waitForURL(/\/workflows\/[\w-]+$/);
  await page.getByLabel("Name of the workflow").fill(name);
  await page.getByLabel("Name of the workflow").press("Enter");
  await expect(page).toHaveTitle(new RegExp(`^${name}`));
  return page.url();
}

/** The address of a route of the workspace that the page shows, from its path inside. */
export function api(page: Page, path: string): string {
  const [, slug = ""] = /^\/w\/([^/]+)/.exec(new URL(page.url()).pathname) ?? [];
  return workspaceApi(slug, path);
}

/** A node on the canvas, by its name. */
export const nodeOf = (page: Page, name: string): Locator =>
  page.locator(`.react-flow__node[aria-label^="${name}, "]`);

/** The panel under the canvas. */
export const runPanel = (page: Page): Locator => page.getByRole("region", { name: "Run", exact: true });

/** How the shown run stands, in the panel's first line. */
export const stateOf = (page: Page): Locator => runPanel(page).getByRole("status").first();

/** The answer of the run that the panel shows. */
export const answerOf = (page: Page): Locator =>
  runPanel(page).getByRole("region", { name: "answer", exact: true });

/** From now on simulated runs of the open page answer at once. */
export async function runWithoutPauses(page: Page): Promise<void> {
  await page.getByRole("button", { name: "About simulated and real runs" }).click();
  await page.getByRole("switch", { name: /^Without pauses/ }).click();
  await page.keyboard.press("Escape");
}

/** Fills the form with a sample, or with an order number, in place of what it holds. */
export async function fillInput(page: Page, input: { sample: string } | { order: string }): Promise<void> {
  await runPanel(page).getByRole("tab", { name: "Input" }).click();
  if ("sample" in input)
    await runPanel(page).getByRole("button", { name: input.sample, exact: true }).click();
  else await runPanel(page).getByLabel("Order number").fill(input.order);
}

/** Presses Run and gives the new run's id once the page shows it. */
export async function startRun(page: Page): Promise<string> {
  const shown = () => new URL(page.url()).searchParams.get("run");
  const before = shown();
  const bar = page.locator("header").filter({ has: page.getByRole("radiogroup", { name: "How to run" }) });
  await bar.getByRole("button", { name: "Run", exact: true }).click();
  await expect.poll(shown, { intervals: [50] }).not.toBe(before);
  return shown() ?? "";
}

/** Waits until the run that the page shows has ended. */
export async function runEnds(page: Page, runId: string): Promise<void> {
  await expect(runPanel(page).locator(`a[href$="/runs/${runId}"]`)).toHaveText("What happened", {
    timeout: 45_000,
  });
}

/** Presses Run and waits for the end; gives the run's id. */
export async function runToEnd(page: Page): Promise<string> {
  const runId = await startRun(page);
  await runEnds(page, runId);
  return runId;
}

/** The row of a step or call in a trace's tree, by its title. */
export const stepRow = (page: Page, title: string): Locator =>
  page
    .getByRole("treeitem")
    .filter({ has: page.getByTitle(title, { exact: true }) })
    .first();

/** Selects a step or call in a trace's tree. */
export async function selectStep(page: Page, title: string): Promise<void> {
  const row = stepRow(page, title);
  await row.click();
  await expect(row).toHaveAttribute("aria-selected", "true");
}

/** Opens what a step did in a run's trace, by the step's name. */
export async function openStep(page: Page, runId: string, name: string): Promise<Locator> {
  await page.goto(`/runs/${runId}`);
  await selectStep(page, name);
  return page.getByRole("article", { name, exact: true });
}
