import { rmSync, writeFileSync } from "node:fs";
import { type Browser, test as base, expect, type Page } from "@playwright/test";
import { ownedFolder, type SignedIn, signedInFile } from "./owned-folder.ts";
import { type ServedApp, serveApp } from "./serve-app.ts";

/** The owner that the fixtures make. */
export const owner = { name: "Ada Lovelace", email: "ada@example.com", password: "correct horse battery" };

/** Makes the owner by the link; the page then shows the template. */
export async function makeOwner(page: Page, link: string): Promise<void> {
  await page.goto(link);
  await page.getByLabel("Your name").fill(owner.name);
  await page.getByLabel("Email").fill(owner.email);
  await page.getByLabel("Password", { exact: true }).fill(owner.password);
  await page.getByRole("button", { name: "Make it mine" }).click();
  await page.waitForURL(/\/workflows\/[\w-]+$/);
}

/** Makes the owner of an app that has none, and returns what signs a browser in as them. */
async function claim(browser: Browser, app: ServedApp): Promise<SignedIn> {
  const page = await browser.newPage({ baseURL: app.url });
  await makeOwner(page, app.ownerLink());
  const signedIn = await page.context().storageState();
  await page.close();
  return signedIn;
}

type Fixtures = {
  /** What the page wrote to the console; a test that expects a message takes it out. */
  complaints: string[];
};

type WorkerFixtures = {
  /** Files that say a name of their own have an app of their own: what they connect is in nobody else's way. */
  alone: string;
  /** Whether the app has an owner from the start; else the first test that signs in makes them. */
  owned: boolean;
  app: ServedApp;
  /** The file that signs a browser in as the owner. */
  storage: string;
};

/**
 * `test` with an app of its own for each worker. `page` is signed in as the owner; every console error or warning, and
 * every request that leaves the app, fails the test.
 */
export const test = base.extend<Fixtures, WorkerFixtures>({
  alone: ["", { option: true, scope: "worker" }],
  owned: [true, { option: true, scope: "worker" }],
  app: [
    async ({ alone: _, owned, browser }, use) => {
      const app = await serveApp(
        owned ? { dataDir: await ownedFolder((first) => claim(browser, first)) } : {},
      );
      await use(app);
      await app.stop();
      rmSync(app.dataDir, { recursive: true, force: true });
    },
    { scope: "worker", timeout: 120_000 },
  ],
  storage: [
    async ({ app, owned, browser }, use) => {
      const file = signedInFile(app.dataDir);
      if (!owned) writeFileSync(file, JSON.stringify(await claim(browser, app)));
      await use(file);
    },
    { scope: "worker", timeout: 120_000 },
  ],
  baseURL: ({ app }, use) => use(app.url),
  storageState: ({ storage }, use) => use(storage),
  complaints: [
    async ({ page, app }, use) => {
      const complaints = watch(page, app.url);
      await use(complaints);
      expect(complaints).toEqual([]);
    },
    { auto: true },
  ],
});

/** Next asks for the styles of a page ahead, also where it then shows "not found" in its place. */
const EXPECTED = /\.css was preloaded using link preload but not used/;

/** Collects what a page complains of: console errors and warnings, uncaught errors, requests to other places. */
export function watch(page: Page, url: string): string[] {
  const complaints: string[] = [];
  page.on("console", (message) => {
    const wrong = message.type() === "error" || message.type() === "warning";
    if (wrong && !EXPECTED.test(message.text())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("request", (request) => {
    if (/^https?:/.test(request.url()) && !request.url().startsWith(url))
      complaints.push(`request to ${request.url()}`);
  });
  return complaints;
}

export { expect } from "@playwright/test";
