import type { Page } from "@playwright/test";
import { expect, test } from "./app.ts";

/** Opens the workflow that the owner was given: the template. */
async function openTemplate(page: Page): Promise<void> {
  await page.goto("/");
  await page
    .getByRole("list", { name: "Workflows" })
    .getByRole("link", { name: "Order exception" })
    .first()
    .click();
  await page.waitForURL(/\/workflows\/[\w-]+/);
  await expect(page.getByRole("button", { name: "Run", exact: true })).toBeVisible();
}

const panel = (page: Page) => page.getByRole("region", { name: "Run", exact: true });
const node = (page: Page, id: string) => page.getByTestId(`rf__node-${id}`);

test("the template runs without a key, live on the canvas, and a reload in the middle shows where it is", async ({
  page,
}) => {
  await openTemplate(page);
  await panel(page)
    .getByRole("button", { name: /^Run it/ })
    .click();
  await expect(panel(page).getByText("Running", { exact: true }).first()).toBeVisible();
  await expect(page).toHaveTitle(/^● running \d+ s – /);
  await expect(node(page, "retrieval")).toContainText("Running");
  await expect(panel(page).getByText("Asks ERP order, WMS stock and TMS shipment")).toBeVisible();
  await page.reload();
  await expect(panel(page).getByText("Asks ERP order, WMS stock and TMS shipment")).toBeVisible();
  await expect(node(page, "desk")).toContainText("Running");

  await expect(panel(page).getByRole("link", { name: "What happened" })).toBeVisible({ timeout: 40_000 });
  await expect(page).toHaveTitle(/^✓ done – /);
  await expect(panel(page).getByRole("region", { name: "answer" })).toContainText("SO-10412");
  await expect(panel(page).getByText("Simulated replies.")).toBeVisible();
  for (const id of ["desk", "retrieval", "decision", "action", "notification", "mail"])
    await expect(node(page, id)).toContainText("Done");

  await node(page, "decision").click();
  const inspector = page.getByRole("complementary", { name: "Inspector" });
  await expect(inspector.getByRole("region", { name: "what it receives" })).toContainText("SO-10412");
});

test("the score goes from call to call by arrow keys, and the details follow", async ({ page }) => {
  await openTemplate(page);
  await panel(page).getByRole("button", { name: "Late shipment" }).click();
  await page.getByRole("button", { name: "About simulated and real runs" }).click();
  await page.getByRole("switch", { name: /^Without pauses/ }).click();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await expect(panel(page).getByRole("link", { name: "What happened" })).toBeVisible({ timeout: 30_000 });
  const score = panel(page).getByRole("group", { name: /^Score/ });
  await score.focus();
  await page.keyboard.press("ArrowRight");
  await expect(panel(page).getByRole("article", { name: "Asks Data retrieval" })).toBeVisible();
  await page.keyboard.press("ArrowDown");
  await expect(
    panel(page).getByRole("article", { name: "Asks ERP order, WMS stock and TMS shipment" }),
  ).toBeVisible();
  await page.keyboard.press("ArrowRight");
  await expect(panel(page).getByRole("region", { name: "arguments" })).toContainText("SO-10412");
});

test("an input that does not fit starts nothing and says so at the field", async ({ page }) => {
  await openTemplate(page);
  const order = panel(page).getByLabel("Order number");
  await page.getByRole("tab", { name: "Input" }).click();
  await order.fill("");
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await expect(panel(page).getByText("This is needed.")).toBeVisible();
  await expect(order).toBeFocused();
  await expect(page).not.toHaveURL(/run=/);
  await order.fill("SO-99999");
  await order.press("Enter");
  await expect(page).toHaveURL(/run=/);
  await expect(panel(page).getByRole("region", { name: "answer" })).toContainText("SO-99999", {
    timeout: 40_000,
  });
});

test("a cancelled run stops at once and keeps what had finished", async ({ page }) => {
  await openTemplate(page);
  await panel(page).getByRole("button", { name: "Short stock" }).click();
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await expect(node(page, "erp")).toContainText("Done");
  await page.getByRole("button", { name: "Cancel", exact: true }).click();
  await expect(panel(page).getByText("Cancelled", { exact: true }).first()).toBeVisible({ timeout: 5_000 });
  await expect(page).toHaveTitle(/cancelled – /);
  await expect(node(page, "erp")).toContainText("Done");
  await expect(panel(page).getByRole("button", { name: "Run again" })).toBeVisible();
});

test("a real run is not offered without a model, and says why and where to get one", async ({ page }) => {
  await openTemplate(page);
  await expect(page.getByRole("radio", { name: "Real" })).toBeDisabled();
  await page.getByRole("button", { name: "About simulated and real runs" }).click();
  await page.getByRole("link", { name: "Connect a model" }).first().click();
  await expect(page).toHaveURL(/\/connections$/);
});
