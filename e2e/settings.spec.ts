import { expect, test } from "./app.ts";
import { fillInput, openTemplateCopy, runToEnd, runWithoutPauses } from "./run-page.ts";

test("a run is pinned and deleted from the list; its address says who deleted it", async ({ page }) => {
  await openTemplateCopy(page, "Orders to delete");
  await runWithoutPauses(page);
  await fillInput(page, { sample: "Late shipment" });
  await runToEnd(page);
  await page.goto("/runs");
  const row = page.getByRole("row", { name: /Orders to delete/ });
  await expect(row).toHaveCount(1);
  const address = (await row.getByRole("link").getAttribute("href")) ?? "";

  await row.getByRole("button", { name: "More for the run of Orders to delete" }).click();
  await page.getByRole("menuitem", { name: "Pin: keep it for good" }).click();
  await expect(row.getByText("Pinned")).toBeAttached();

  await page.goto(address);
  await expect(page.getByRole("banner").or(page.locator("header")).getByText("Pinned")).toBeVisible();
  await page.getByRole("button", { name: "More for the run of Orders to delete" }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  const question = page.getByRole("alertdialog", { name: "Delete this run?" });
  await expect(question).toContainText("Its recording goes for good");
  await question.getByRole("button", { name: "Delete" }).click();

  await expect(page.getByRole("heading", { name: "This run was deleted" })).toBeVisible();
  await expect(page.getByText("Ada Lovelace deleted it")).toBeVisible();
  await page.getByRole("link", { name: "To the runs" }).click();
  await expect(page.getByRole("row").first()).toBeVisible();
  await expect(row).toHaveCount(0);
});

test("how long runs are kept is set on the settings page, which has the numbers and the command for a backup", async ({
  page,
}) => {
  await page.goto("/");
  await page.getByRole("navigation", { name: "Sections" }).getByRole("link", { name: "Settings" }).click();
  await expect(page.getByText("No backup of this installation is known.")).toBeVisible();
  await expect(page.getByText("npm run backup", { exact: true })).toBeVisible();
  const form = page.getByRole("form", { name: "How long runs are kept" });
  await expect(form.getByRole("button", { name: "Save" })).toBeDisabled();
  await form.getByRole("switch", { name: /Delete old runs/ }).click();
  await form.getByRole("textbox", { name: "Keep runs for" }).fill("45");
  await form.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Runs are kept for 45 days")).toBeVisible();
  await page.reload();
  await expect(form.getByRole("textbox", { name: "Keep runs for" })).toHaveValue("45");
  await form.getByRole("switch", { name: /Delete old runs/ }).click();
  await form.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Runs are kept", { exact: true })).toBeVisible();
});
