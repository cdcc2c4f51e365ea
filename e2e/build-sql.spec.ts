import type { Page } from "@playwright/test";
import { expect, test } from "./app.ts";
import { addNode, atTheDesk, choose, inspector, newWorkflow, node, saved, select } from "./workbench.ts";

test.use(atTheDesk);

async function sqlTool(page: Page, kind: string): Promise<void> {
  await newWorkflow(page, `Statements ${Date.now()}`);
  await addNode(page, kind, "Order lookup", "Reads an order");
  await choose(inspector(page), "Database", "Demo ERP");
}
const write = (page: Page, statement: string) =>
  inspector(page).getByLabel("Statement", { exact: true }).fill(statement);

test("a statement is tried while it is drawn: rows for example values, and what is mistyped", async ({
  page,
}) => {
  await sqlTool(page, "Read from a database");
  const settings = inspector(page);
  await write(page, "select id, status from orders where id = :orderId and :größe is null");
  await settings.getByRole("button", { name: "Write “:grosse”" }).click();
  await expect(settings.getByLabel("Statement", { exact: true })).toHaveValue(/:grosse is null$/);
  await settings.getByRole("button", { name: /^Add the parameter/ }).click();
  await expect(settings.getByRole("button", { name: /^(Add the parameter|Declare)/ })).toHaveCount(0);
  await settings.getByRole("button", { name: "Try it" }).click();
  await settings.getByLabel("Try with orderId").fill("SO-10412");
  await settings.getByLabel("Try with grosse").fill("");
  await settings.getByRole("button", { name: "Try it again" }).click();
  const rows = settings.getByRole("region", { name: "Rows of the statement" });
  await expect(rows).toContainText("SO-10412");
  await expect(settings.getByText("1 row.")).toBeVisible();
  await write(page, "selec id from orders");
  await settings.getByRole("button", { name: "Try it again" }).click();
  await expect(settings.getByRole("alert")).toContainText("selec");
});

test("a mistyped statement is a problem while it is drawn, found again by who opens the workflow", async ({
  page,
}) => {
  await sqlTool(page, "Read from a database");
  await write(page, "select id, statuss from orders");
  const refused = inspector(page).getByText(/no such column: statuss/);
  await expect(refused).toBeVisible();
  await expect(node(page, "Order lookup")).toHaveAccessibleName(/problem/);
  await saved(page);
  await page.reload();
  await select(page, "Order lookup");
  await expect(refused).toBeVisible();
  await write(page, "select id, status from orders");
  await expect(refused).toHaveCount(0);
});

test("a changing statement is checked and changes nothing", async ({ page }) => {
  await sqlTool(page, "Write to a database");
  const settings = inspector(page);
  await write(page, "update orders set statu = 'x'");
  await settings.getByRole("button", { name: "Check it" }).click();
  await expect(settings.getByRole("alert")).toContainText("statu");
  await write(page, "update orders set status = 'never'");
  await settings.getByRole("button", { name: "Try it again" }).click();
  await expect(settings.getByText("The database can run it. Nothing was changed.")).toBeVisible();
  await page.goto("/demo");
  await expect(page.getByText("never")).toHaveCount(0);
});

test("a template's unknown parameter is added by one button", async ({ page }) => {
  await newWorkflow(page, `Templates ${Date.now()}`);
  await addNode(page, "Call a URL", "Status page", "Reads the status");
  const settings = inspector(page);
  await settings.getByLabel("URL", { exact: true }).fill("https://example.com/{{ parameters.service }}");
  await settings.getByRole("button", { name: "Add the parameter “service”" }).click();
  await expect(node(page, "Status page")).not.toHaveAccessibleName(/service/);
  await expect(settings.getByRole("button", { name: /^Add the parameter/ })).toHaveCount(0);
});
