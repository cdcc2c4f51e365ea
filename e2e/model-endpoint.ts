import type { Page } from "@playwright/test";
import { type ScriptedServer, startScriptedServer } from "../lib/adapters/models/scripted/scripted-server.ts";
import { expect, test } from "./app.ts";
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

/**
 * An endpoint for all tests of a file or a group, connected under this name before the first. Over HTTP, it says what the
 * simulated model says, until something else is played.
 */
export function connectedEndpoint(name: string): () => ScriptedServer {
  let endpoint: ScriptedServer;
  test.beforeAll(async ({ browser, app, storage }) => {
    endpoint = await startScriptedServer({ models: [MODEL] });
    endpoint.play(() => ({ kind: "simulated" }));
    const page = await browser.newPage({ baseURL: app.url, storageState: storage });
    await connectEndpoint(page, { baseUrl: endpoint.baseUrl, name });
    await page.close();
  });
  test.afterAll(() => endpoint.close());
  return () => endpoint;
}

/** Runs the open workflow with the models that it is set to, and returns the run's id once it has ended. */
export async function runForReal(page: Page): Promise<string> {
  await page.getByRole("radio", { name: "Real" }).click();
  return runToEnd(page);
}

/** Whose call a chat request is, by what that agent is told. */
export function askedBy(body: unknown): string {
  return /You are ([\w ]+)\./.exec(JSON.stringify(body))?.[1] ?? "";
}
