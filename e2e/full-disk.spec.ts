import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { mountSmallDisk } from "../scripts/small-disk.ts";
import { makeOwner } from "./app.ts";
import { serveApp } from "./serve-app.ts";

test("a disk that fills up is told on the page, and that there is room again too", { tag: "@long" }, async ({
  page,
}) => {
  // Two servers are started, and one is looked for that does not start.
  test.setTimeout(120_000);
  const disk = mountSmallDisk(500);
  if ("reason" in disk) {
    console.warn(`Skipped: a disk that is full. ${disk.reason}`);
    test.skip(true, disk.reason);
    return;
  }
  const dataDir = join(disk.folder, "data");
  const app = await serveApp({ dataDir });
  try {
    await makeOwner(page, app.ownerLink());
    await page.goto("about:blank");
    disk.fill();
    await page.goto(`${app.url}/runs`);
    const banner = page.getByText("The disk is nearly full");
    await expect(banner).toBeVisible({ timeout: 30_000 });
    await expect(page.getByText(`where Tutti keeps its data (${dataDir})`)).toBeVisible();
    // What is stored can still be read.
    await page.getByRole("link", { name: "Order exception" }).click();
    await expect(page).toHaveTitle(/^Run of|done/);
    await expect(banner).toBeVisible();
    disk.free();
    await expect(banner).toBeHidden({ timeout: 30_000 });

    disk.fill();
    await app.stop("SIGKILL");
    await expect(serveApp({ dataDir })).rejects.toThrow(
      /could not start: The database could not be opened: only \d MB are free in .*Make room there, and start again/,
    );
  } finally {
    await app.stop();
    disk.remove();
  }
});
