import type { Browser, Page } from "@playwright/test";
import { expect } from "./app.ts";
import { runToEnd } from "./run-page.ts";

/** The model that endpoints of these tests say they have. */
export const MODEL = "gpt-5-mini";

/** Connects a model endpoint under a name, as a person does. */
export async function connectEndpoint(
  page: Page,
  { baseUrl, name }: { baseUrl: string; name: string },
): Promise<void> {
  await page.goto("/connections");
  await page.getByLabel("Base URL").fill(baseUrl);
  await page.getByRole("button", { name: "Recognise and test" }).click();
  await expect(page.getByText("It answers")).toBeVisible();
  await page.getByLabel("Name").fill(name);
  await page.getByRole("button", { name: "Connect", exact: true }).click();
  await expect(page.getByRole("list", { name: "Model connections" })).toContainText(name);
}

/** Does that on a page of its own, for all tests of a file. */
export async function connectOnce(
  { browser, app, storage }: { browser: Browser; app: { url: string }; storage: string },
  endpoint: { baseUrl: string; name: string },
): Promise<void> {
  const page = await browser.newPage({ baseURL: app.url, storageState: storage });
  await connectEndpoint(page, endpoint);
  await page.close();
}

/** Runs the open workflow with the models that it is set to, and returns the run's id once it has ended. */
export async function runForReal(page: Page): Promise<string> {
  await page.getByRole("radio", { name: "Real" }).click();
  return runToEnd(page);
}
