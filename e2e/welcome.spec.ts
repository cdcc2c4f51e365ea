import { expect, makeOwner, owner, test, watch } from "./app.ts";
import { type ServedApp, serveApp } from "./serve-app.ts";

let fresh: ServedApp;
test.beforeAll(async () => {
  fresh = await serveApp();
});
test.afterAll(() => fresh.stop());
test.use({ storageState: { cookies: [], origins: [] } });

test("the link makes the owner, opens the template, and does not work twice", async ({ browser }) => {
  const page = await browser.newPage();
  const complaints = watch(page, fresh.url);
  await page.goto(fresh.url);
  await expect(page).toHaveURL(/\/sign-in$/);

  await page.goto(`${fresh.url}/welcome?code=guessed`);
  await expect(page.getByRole("heading", { name: "This link does not open Tutti" })).toBeVisible();

  await page.goto(fresh.ownerLink());
  await page.getByRole("button", { name: "Make it mine" }).click();
  await expect(page.getByText("Enter your name.")).toBeVisible();
  await expect(page.getByText("Use at least 10 characters.")).toBeVisible();

  await makeOwner(page, fresh.ownerLink());
  await expect(page.getByText("Data retrieval").first()).toBeVisible();
  await page.getByRole("link", { name: "Workflows", exact: true }).click();
  await expect(page.getByRole("list", { name: "Workflows" }).getByRole("listitem")).toHaveCount(1);

  await page.goto(fresh.ownerLink());
  await expect(page.getByRole("heading", { name: "This Tutti has its owner already" })).toBeVisible();
  await page.goto(`${fresh.url}/`);
  await page.getByRole("button", { name: `Account: ${owner.name}` }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/sign-in$/);
  await page.goto(`${fresh.url}/connections`);
  await expect(page).toHaveURL(/\/sign-in\?to=%2Fconnections$/);
  expect(complaints).toEqual([]);

  await page.getByLabel("Email").fill(owner.email);
  await page.getByLabel("Password", { exact: true }).fill("not the password");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByText("Email and password don't belong together.")).toBeVisible();
  // The browser itself writes the 401 to the console.
  expect(complaints.splice(0)).toEqual([expect.stringContaining("401")]);

  await page.getByLabel("Password", { exact: true }).fill(owner.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL(new RegExp(`^${fresh.url}/w/[\\w-]+/connections$`));
  await expect(page.getByRole("heading", { name: "Connections" })).toBeVisible();
  expect(complaints).toEqual([]);
  await page.close();
});

test("nobody can sign up by the library's own endpoint", async ({ request }) => {
  const answer = await request.post(`${fresh.url}/api/auth/sign-up/email`, {
    headers: { origin: fresh.url },
    data: { name: "Eve", email: "eve@example.com", password: "a long enough password" },
  });
  expect(answer.status()).toBe(403);
  const other = await request.post(`${fresh.url}/api/auth/change-password`, { data: {} });
  expect(other.status()).toBe(404);
});
