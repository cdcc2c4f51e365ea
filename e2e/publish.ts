import { expect, type Locator, type Page } from "@playwright/test";

/** Opens the list of versions of the open workflow. */
export async function openVersions(page: Page): Promise<Locator> {
  await page.getByRole("button", { name: "Publish and versions" }).click();
  const panel = page.getByRole("dialog", { name: "Versions" });
  await expect(panel).toBeVisible();
  return panel;
}

/** Publishes the open workflow; the panel is closed afterwards. */
export async function publish(page: Page, note: string, version: number): Promise<void> {
  const panel = await openVersions(page);
  await panel.getByLabel("What is new", { exact: true }).fill(note);
  await panel.getByRole("button", { name: `Publish version ${version}` }).click();
  await expect(panel.getByText(`Nothing has changed since version ${version}.`)).toBeVisible();
  await expect(panel.getByRole("article", { name: `Version ${version}` })).toContainText(note);
  await panel.getByRole("button", { name: "Close" }).click();
  await expect(panel).toBeHidden();
}
