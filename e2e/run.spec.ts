import type { Page } from "@playwright/test";
import { expect, test } from "./app.ts";
import { answerOf, fillInput, nodeOf, runPanel, runToEnd, runWithoutPauses } from "./run-page.ts";

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

test("the score goes from call to call by arrow keys, and the details follow", async ({ page }) => {
  await openTemplate(page);
  await runWithoutPauses(page);
  await fillInput(page, { sample: "Late shipment" });
  await runToEnd(page);
  await expect(runPanel(page).getByText("Simulated replies.")).toBeVisible();
  const score = runPanel(page).getByRole("group", { name: /^Score/ });
  await score.focus();
  await page.keyboard.press("ArrowRight");
  const call = (name: string) => page.getByRole("article", { name });
  await expect(call("Asks Data retrieval")).toBeVisible();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await expect(call("Asks Order rules")).toBeVisible();
  await page.keyboard.press("ArrowRight");
  await expect(page.getByRole("region", { name: "arguments" })).toContainText("SO-10412");

  await nodeOf(page, "Decision").click();
  const inspector = page.getByRole("complementary", { name: "Inspector" });
  await expect(inspector.getByRole("region", { name: "what it receives" })).toContainText("SO-10412");
});

test("an input that does not fit starts nothing and says so at the field", async ({ page }) => {
  await openTemplate(page);
  await runWithoutPauses(page);
  const order = runPanel(page).getByLabel("Order number");
  await page.getByRole("tab", { name: "Input" }).click();
  await order.fill("");
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await expect(runPanel(page).getByText("This is needed.")).toBeVisible();
  await expect(order).toBeFocused();
  await expect(page).not.toHaveURL(/run=/);
  await order.fill("SO-99999");
  await order.press("Enter");
  await expect(page).toHaveURL(/run=/);
  await expect(answerOf(page)).toContainText("SO-99999", { timeout: 40_000 });
});

test("a real run is not offered without a model, and says why and where to get one", async ({ page }) => {
  await openTemplate(page);
  await expect(page.getByRole("radio", { name: "Real" })).toBeDisabled();
  await page.getByRole("button", { name: "About simulated and real runs" }).click();
  await page.getByRole("link", { name: "Connect a model" }).first().click();
  await expect(page).toHaveURL(/\/connections$/);
});
