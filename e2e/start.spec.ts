import { rmSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { type ServedApp, serveApp } from "./serve-app.ts";

let app: ServedApp;

test.beforeAll(async () => {
  app = await serveApp();
});
test.afterAll(() => finish(app));

async function finish({ stop, dataDir }: ServedApp): Promise<void> {
  await stop();
  rmSync(dataDir, { recursive: true });
}

test("a new server prints the link that makes its owner, and shows pages", async ({ page }) => {
  expect(app.ownerLink().startsWith(`${app.url}/welcome?code=`)).toBe(true);
  const response = await page.goto(app.ownerLink());
  expect(response?.status()).toBe(200);
});

test("a second server on the same data folder is refused with a sentence that says who holds it", async () => {
  await expect(serveApp({ dataDir: app.dataDir })).rejects.toThrow(
    /ended with code 1:[\s\S]*The data folder \S+ is in use by process \d+ on \S+ since \S+\. Stop that process, or set DATA_DIR/,
  );
});

test("after a crash the next server opens the same folder at once, and the owner link is new", async () => {
  const first = await serveApp();
  const link = first.ownerLink();
  await first.stop("SIGKILL");
  const second = await serveApp({ dataDir: first.dataDir });
  expect(new URL(second.ownerLink()).search).not.toBe(new URL(link).search);
  await finish(second);
});
