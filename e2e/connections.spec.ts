import { type ScriptedServer, startScriptedServer } from "../lib/adapters/models/scripted/scripted-server.ts";
import { expect, test } from "./app.ts";

const KEY = "test-key-0123456789-wxyz";
let endpoint: ScriptedServer;
test.beforeAll(async () => {
  endpoint = await startScriptedServer({ key: KEY, models: ["scripted-large", "scripted-small"] });
});
test.afterAll(() => endpoint.close());

test("a model is connected by its key and address, tested in place, and removed", async ({ page }) => {
  await page.goto("/connections");
  await page.getByLabel("Key").fill("a-key-of-no-known-form");
  await page.getByRole("button", { name: "Recognise and test" }).click();
  await expect(page.getByText("This key has no form that tells its provider.")).toBeVisible();

  await page.getByLabel("Base URL").fill(endpoint.baseUrl);
  await page.getByRole("button", { name: "Recognise and test" }).click();
  await expect(page.getByText(/401/)).toBeVisible();

  await page.getByLabel("Key").fill(KEY);
  await page.getByRole("button", { name: "Recognise and test" }).click();
  await expect(page.getByText("It answers")).toBeVisible();
  await expect(page.getByText("2 models: scripted-large, scripted-small")).toBeVisible();
  await page.getByLabel("Name").fill("Scripted");
  await page.getByRole("button", { name: "Connect" }).click();

  const line = page.getByRole("list", { name: "Model connections" }).getByRole("listitem");
  await expect(line).toContainText("Scripted");
  await expect(line).toContainText("wxyz");
  await expect(line).toContainText("Default");
  expect(await page.content()).not.toContain(KEY);
  await line.getByRole("button", { name: "Test" }).click();
  await expect(line.getByText("It answers and lists 2 models.")).toBeVisible();

  await page.reload();
  await page.getByRole("button", { name: "More for Scripted" }).click();
  await page.getByRole("menuitem", { name: "Remove" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Remove" }).click();
  await expect(line).toHaveCount(0);
});

test("a mail server is added with its form, changed, and what is wrong stands at its field", async ({
  page,
}) => {
  await page.goto("/connections");
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await page.getByRole("menuitem", { name: "Mail server" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  await expect(dialog.getByText("Enter a name.")).toBeVisible();
  await expect(dialog.getByText("Enter an email address.")).toBeVisible();
  await dialog.getByLabel("Name").fill("Post");
  await dialog.getByLabel("Host").fill("127.0.0.1");
  await dialog.getByLabel("From").fill("orders@example.com");
  await dialog.getByLabel("Password", { exact: true }).fill("plain");
  await expect(dialog.getByText(/can't be told from ordinary text/)).toBeVisible();
  await dialog.getByLabel("Password", { exact: true }).fill("secret of the post");
  await expect(dialog.getByText(/can't be told from ordinary text/)).toHaveCount(0);
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  await expect(dialog.getByText("Enter who may get mail from here, or allow anybody.")).toBeVisible();
  await dialog.getByLabel("Allowed recipients").fill("@example.com");
  await dialog.getByRole("button", { name: "Add", exact: true }).click();

  const line = page.getByRole("list", { name: "Databases, mail and services" }).getByRole("listitem");
  await expect(line).toContainText("127.0.0.1:587");
  await expect(line).toContainText("post");
  await page.getByRole("button", { name: "More for Post" }).click();
  await page.getByRole("menuitem", { name: "Change" }).click();
  await dialog.getByLabel("Host").fill("mail.example.com");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog.getByText("Enter it again for the new address.")).toBeVisible();
  await dialog.getByLabel("Password", { exact: true }).fill("secret of the post");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(line).toContainText("mail.example.com:587");
});
