import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "./app.ts";
import { fillInput, runToEnd, runWithoutPauses } from "./run-page.ts";

test("the demo company shows its tables page by page", async ({ page }) => {
  await page.goto("/demo");
  await expect(page.getByRole("region", { name: "Rows of orders" }).getByRole("row")).toHaveCount(51);
  await page.getByRole("link", { name: "Later rows" }).click();
  await expect(page.getByText(/^51–100 of/)).toBeVisible();
  await page
    .getByRole("region", { name: "Demo TMS" })
    .getByRole("link", { name: /shipments/ })
    .click();
  await expect(page.getByRole("region", { name: "Rows of shipments" })).toBeVisible();
  await expect(page).toHaveURL(/system=tms&table=shipments/);
});

test("a run changes a row, which the page shows with the run; Reset takes it back", async ({ page }) => {
  await page.goto("/");
  await page
    .getByRole("list", { name: "Workflows" })
    .getByRole("link", { name: "Order exception" })
    .first()
    .click();
  await runWithoutPauses(page);
  await fillInput(page, { sample: "Late shipment" });
  await runToEnd(page);

  await page.goto("/demo");
  const changes = page.getByRole("list", { name: "Latest changes" });
  await expect(changes).toContainText("erp.orders SO-10412");
  await changes.getByRole("link", { name: "See the run" }).first().click();
  await expect(page).toHaveURL(/\/runs\/[\w-]+$/);

  await page.goto("/outbox");
  await page.getByRole("list", { name: "Mails" }).getByRole("link").first().click();
  await expect(page.getByRole("article")).toContainText("SO-10412");

  await page.goto("/demo");
  await page.getByRole("button", { name: "Reset" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Reset" }).click();
  await expect(page.getByText("No changes yet")).toBeVisible();
});

test("a system taken offline stays so, and is shown where connections are", async ({ page }) => {
  await page.goto("/demo");
  const system = page.getByRole("region", { name: "Demo WMS" });
  await system.getByRole("switch").click();
  await expect(system.getByText("Offline")).toBeVisible();
  await page.goto("/connections");
  await expect(page.getByRole("list", { name: "Practice connections" }).getByText("Offline")).toBeVisible();
  await page.goto("/demo");
  await system.getByRole("switch").click();
  await expect(system.getByText("Online")).toBeVisible();
});

test("the word beside a system's switch changes when the change is stored, not before", async ({ page }) => {
  await page.goto("/demo");
  const answer = Promise.withResolvers<void>();
  await page.route("**/demo*", async (route) => {
    if (route.request().method() !== "POST") return route.continue();
    const response = await route.fetch();
    await answer.promise;
    await route.fulfill({ response });
  });
  const system = page.getByRole("region", { name: "Demo WMS" });
  await system.getByRole("switch").click();
  await expect(system.getByRole("switch")).not.toBeChecked();
  await expect(system.getByText("Online")).toBeVisible();
  answer.resolve();
  await expect(system.getByText("Offline")).toBeVisible();
  await system.getByRole("switch").click();
  await expect(system.getByText("Online")).toBeVisible();
});

test("files of the demo company that somebody removed are made again by who opens its page", async ({
  page,
  app,
}) => {
  rmSync(join(app.dataDir, "demo"), { recursive: true });
  await page.goto("/connections");
  const practice = page.getByRole("list", { name: "Practice connections" });
  await expect(practice.getByText("Can't be reached")).toHaveCount(3);
  await page.goto("/demo");
  await expect(page.getByRole("region", { name: "Rows of orders" }).getByRole("row")).toHaveCount(51);
  await page.goto("/connections");
  await expect(practice.getByText("Online")).toHaveCount(3);
});
