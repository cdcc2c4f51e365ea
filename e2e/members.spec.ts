import { type BrowserContext, expect, type Page } from "@playwright/test";
import { test, watch } from "./app.ts";
import { fillInput, runToEnd, runWithoutPauses } from "./run-page.ts";
import {
  addNode,
  canvas,
  connect,
  inspector,
  nameIt,
  newWorkflow,
  node,
  palette,
  saved,
  select,
} from "./workbench.ts";

test.use({ alone: "members" });

const person = { name: "Bea Bright", email: "bea@example.com", password: "correct horse battery" };

/** Makes an invitation by the page and gives its link. */
async function invite(page: Page, role: string, places = 1): Promise<string> {
  await page.goto("/members");
  await page.getByRole("button", { name: "Invite" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("combobox", { name: "Role" }).click();
  await page.getByRole("option", { name: role }).click();
  await dialog.getByRole("textbox", { name: "People" }).fill(String(places));
  await dialog.getByRole("button", { name: "Make the link" }).click();
  const link = await dialog.getByLabel("Link").inputValue();
  await dialog.getByRole("button", { name: "Done" }).click();
  return link;
}

async function join(page: Page, link: string, who: typeof person): Promise<void> {
  await page.goto(link);
  await page.getByLabel("Your name").fill(who.name);
  await page.getByLabel("Email").fill(who.email);
  await page.getByLabel("Password", { exact: true }).fill(who.password);
  await page.getByRole("button", { name: "Make an account and join" }).click();
  await page.waitForURL(/\/w\/[\w-]+$/);
}

const member = (page: Page, name: string) =>
  page.getByRole("list", { name: "Members" }).getByRole("listitem").filter({ hasText: name });

async function setRole(page: Page, name: string, role: string): Promise<void> {
  await member(page, name).getByRole("combobox").click();
  await page.getByRole("option", { name: role }).click();
  await expect(member(page, name).getByRole("combobox")).toContainText(role);
}

let others: BrowserContext[] = [];
test.afterEach(async () => {
  for (const context of others) await context.close();
  others = [];
});

test("two people: invited, joined, drawing, given a lower role, removed", async ({ page, browser, app }) => {
  await newWorkflow(page, "Shared");
  const address = page.url();
  const link = await invite(page, "Editor");
  expect(link).toMatch(/\/join\/[\w-]{43}$/);

  const context = await browser.newContext({
    baseURL: app.url,
    storageState: { cookies: [], origins: [] },
  });
  others.push(context);
  const bea = await context.newPage();
  const complaints = watch(bea, app.url);
  await bea.goto(link);
  await expect(bea.getByText("Ada Lovelace invites you to this workspace.")).toBeVisible();
  await join(bea, link, person);
  // Used up: whoever comes next is told so, and nothing else.
  const third = await context.browser()?.newContext({ baseURL: app.url });
  if (!third) throw new Error("expected a browser");
  others.push(third);
  const late = await third.newPage();
  await late.goto(link);
  await expect(late.getByRole("heading", { name: "This invitation does not work" })).toBeVisible();

  await bea.getByRole("link", { name: "Shared" }).click();
  await palette(bea).getByRole("button", { name: "Agent", exact: true }).click();
  await saved(bea);
  await page.goto(address);
  await expect(node(page, "Agent")).toBeVisible();

  await page.goto("/members");
  await expect(member(page, "Bea Bright")).toContainText("Last here");
  await setRole(page, "Bea Bright", "Viewer");
  // The open page of Bea finds out by itself.
  await expect(bea.getByText("Read only")).toBeVisible({ timeout: 15_000 });
  await expect(palette(bea)).toBeHidden();
  await expect(bea.getByRole("button", { name: "Run", exact: true })).toBeHidden();
  await expect(canvas(bea)).toHaveCount(0);
  const steps = bea.getByRole("complementary", { name: "Steps" });
  await steps.getByRole("button", { name: "All steps" }).click();
  await steps.getByRole("button", { name: "Agent" }).click();
  await expect(steps.getByRole("heading", { name: "Agent" })).toBeVisible();
  for (const [path, hidden] of [
    ["/", "New workflow"],
    ["/connections", "Add"],
    ["/members", "Invite"],
    ["/demo", "Reset"],
  ] as const) {
    await bea.goto(path);
    await expect(bea.getByRole("heading", { level: 1 })).toBeVisible();
    await expect(bea.getByRole("button", { name: hidden, exact: true })).toHaveCount(0);
  }
  expect(complaints).toEqual([]);

  await bea.goto(address);
  await expect(bea.getByText("Read only")).toBeVisible();
  await member(page, "Bea Bright").getByRole("button", { name: "More for Bea Bright" }).click();
  await page.getByRole("menuitem", { name: "Remove from this workspace" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Remove" }).click();
  await expect(member(page, "Bea Bright")).toHaveCount(0);
  await expect(bea.getByRole("heading", { name: "There is nothing here" })).toBeVisible({ timeout: 15_000 });
  await bea.goto("/");
  await expect(bea.getByRole("heading", { name: "You are in no workspace" })).toBeVisible();

  await page.getByRole("link", { name: "Audit" }).click();
  const audit = page.getByRole("region", { name: "Audit" });
  for (const words of [
    "removed Bea Bright",
    "changed the role of Bea Bright",
    "joined as a member: Bea Bright",
  ])
    await expect(audit.getByRole("row").filter({ hasText: words })).toHaveCount(1);
});

test("an account that is signed in joins by one press, and has two workspaces then", async ({
  page,
  browser,
  app,
}) => {
  const link = await invite(page, "Operator", 2);
  const context = await browser.newContext({
    baseURL: app.url,
    storageState: { cookies: [], origins: [] },
  });
  others.push(context);
  const cid = await context.newPage();
  await join(cid, link, { ...person, name: "Cid Clear", email: "cid@example.com" });
  // Who owns no workspace can't make one.
  await cid.getByRole("button", { name: "Workspace: " }).click();
  await expect(cid.getByRole("menuitem", { name: "People" })).toBeVisible();
  await expect(cid.getByRole("menuitem", { name: "New workspace" })).toHaveCount(0);
  await cid.keyboard.press("Escape");

  await page.getByRole("button", { name: "Workspace: " }).click();
  await page.getByRole("menuitem", { name: "New workspace" }).click();
  await page.getByRole("dialog").getByLabel("Name").fill("Second floor");
  await page.getByRole("dialog").getByRole("button", { name: "Create" }).click();
  await page.waitForURL(/\/w\/second-floor-[\w-]+$/);
  await expect(page.getByRole("heading", { name: "No workflows yet" })).toBeVisible();
  const second = page.url();

  const to = await invite(page, "Editor");
  await cid.goto(to);
  await expect(cid.getByText("You are signed in as cid@example.com.")).toBeVisible();
  await cid.getByRole("button", { name: "Join" }).click();
  await cid.waitForURL(second);
  await expect(cid.getByRole("button", { name: "New workflow" })).toBeVisible();
  await cid.getByRole("button", { name: "Workspace: Second floor" }).click();
  await cid.getByRole("menuitem", { name: "Ada Lovelace's workspace" }).click();
  await cid.waitForURL(/\/w\/ada-lovelaces-workspace-[\w-]+$/);
  // An operator starts runs and does not draw.
  await expect(cid.getByRole("button", { name: "New workflow" })).toHaveCount(0);
  await cid.getByRole("link", { name: "Order exception" }).first().click();
  await expect(cid.getByText("Read only")).toBeVisible();
  await fillInput(cid, { order: "SO-10412" });
  await runWithoutPauses(cid);
  await runToEnd(cid);
  await expect(cid.getByRole("link", { name: "What happened" })).toBeVisible();
});

test("publishing asks again when a colleague has drawn meanwhile", async ({ page, browser, app }) => {
  const link = await invite(page, "Editor");
  await newWorkflow(page, "Published by two");
  const address = page.url();
  await addNode(page, "Input", "Question");
  await addNode(page, "Output", "Answer");
  await connect(page, ["Question", "then"], ["Answer", "comes after"]);
  await saved(page);
  await page.getByRole("button", { name: "Publish and versions" }).click();
  const panel = page.getByRole("dialog", { name: "Versions" });
  await panel.getByRole("button", { name: "Publish version 1" }).click();
  await expect(panel.getByText("Nothing has changed since version 1.")).toBeVisible();
  await page.keyboard.press("Escape");
  await select(page, "Answer");
  await nameIt(page, "Reply");
  await saved(page);
  await page.getByRole("button", { name: "Publish and versions" }).click();
  await expect(panel.getByText("Drawn by Ada Lovelace.")).toBeVisible();

  const context = await browser.newContext({
    baseURL: app.url,
    storageState: { cookies: [], origins: [] },
  });
  others.push(context);
  const dee = await context.newPage();
  await join(dee, link, { ...person, name: "Dee Deft", email: "dee@example.com" });
  await dee.goto(address);
  await select(dee, "Question");
  await nameIt(dee, "Unfinished");
  await saved(dee);

  await panel.getByRole("button", { name: "Publish version 2" }).click();
  await expect(
    panel.getByText("Dee Deft has changed the workflow meanwhile.", { exact: false }),
  ).toBeVisible();
  await expect(panel.getByText("Drawn by Dee Deft, Ada Lovelace.")).toBeVisible();
  await panel.getByRole("button", { name: "Publish version 2" }).click();
  await expect(panel.getByRole("article", { name: "Version 2" })).toBeVisible();
});

test("on the account's page the name changes, and other browsers are signed out", async ({
  page,
  browser,
  app,
}) => {
  const link = await invite(page, "Viewer");
  const signedOut = { baseURL: app.url, storageState: { cookies: [], origins: [] } };
  const context = await browser.newContext(signedOut);
  others.push(context);
  const eli = await context.newPage();
  const who = { ...person, name: "Eli", email: "eli@example.com" };
  await join(eli, link, who);
  const elsewhere = await browser.newContext(signedOut);
  others.push(elsewhere);
  const there = await elsewhere.newPage();
  await there.goto("/sign-in");
  await there.getByLabel("Email").fill(who.email);
  await there.getByLabel("Password", { exact: true }).fill(who.password);
  await there.getByRole("button", { name: "Sign in" }).click();
  await there.waitForURL(/\/w\/[\w-]+$/);

  await eli.getByRole("button", { name: "Account: Eli" }).click();
  await eli.getByRole("menuitem", { name: "Your account" }).click();
  await eli.getByLabel("Your name").fill("Eli Elder");
  await eli.getByRole("button", { name: "Rename" }).click();
  await expect(eli.getByRole("button", { name: "Rename" })).toBeDisabled();
  const browsers = eli.getByRole("list", { name: "Browsers" }).getByRole("listitem");
  await expect(browsers).toHaveCount(2);
  await eli.getByLabel("The one that you have now", { exact: true }).fill(who.password);
  await eli.getByLabel("The new one", { exact: true }).fill("another good password");
  await eli.getByRole("button", { name: "Change the password" }).click();
  await expect(eli.getByText("You are signed out in 1 other browser.")).toBeVisible();
  await expect(browsers).toHaveCount(1);
  await there.reload();
  await expect(there).toHaveURL(/\/sign-in/);
  await page.goto("/members");
  await expect(member(page, "Eli Elder")).toBeVisible();
});

test("a version is shared by a link, with what was ticked, until the link is revoked", async ({
  page,
  browser,
  app,
}) => {
  await newWorkflow(page, "Shown to others");
  await addNode(page, "Input", "Question");
  await addNode(page, "Agent", "Thinker");
  await inspector(page).getByLabel("What it is told").fill("Think of the moon.");
  await addNode(page, "Output", "Answer");
  await connect(page, ["Question", "then"], ["Thinker", "comes after"]);
  await connect(page, ["Thinker", "then"], ["Answer", "comes after"]);
  await saved(page);
  await page.getByRole("button", { name: "Publish and versions" }).click();
  const panel = page.getByRole("dialog", { name: "Versions" });
  await panel.getByRole("button", { name: "Publish version 1" }).click();
  const links: string[] = [];
  for (const ticked of [false, true]) {
    await panel.getByRole("button", { name: "Share version 1" }).click();
    const dialog = page.getByRole("dialog", { name: "Share version 1" });
    await expect(dialog.getByRole("region", { name: "What the link shows" })).toContainText("Thinker");
    if (ticked) await dialog.getByRole("checkbox", { name: /^Instructions/ }).click();
    await dialog.getByRole("button", { name: "Make the link" }).click();
    const made = page.getByRole("dialog", { name: "The link" });
    links.push(await made.getByLabel("Link").inputValue());
    await made.getByRole("button", { name: "Done" }).click();
  }

  const context = await browser.newContext({
    baseURL: app.url,
    storageState: { cookies: [], origins: [] },
  });
  others.push(context);
  const stranger = await context.newPage();
  const complaints = watch(stranger, app.url);
  const steps = stranger.getByRole("complementary", { name: "Steps" });
  for (const [index, link] of links.entries()) {
    await stranger.goto(link);
    await expect(stranger.getByRole("heading", { name: "Shown to others, version 1" })).toBeVisible();
    await steps.getByRole("button", { name: "Thinker" }).click();
    await expect(steps.getByRole("heading", { name: "Thinker" })).toBeVisible();
    await expect(steps.getByText("Think of the moon.")).toHaveCount(index);
  }
  expect(complaints).toEqual([]);

  await page.goto("/links");
  const list = page.getByRole("list", { name: "Links" });
  await expect(list.getByRole("listitem")).toHaveCount(2);
  await list.getByRole("button", { name: "Revoke" }).first().click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Revoke" }).click();
  await expect(list.getByText("Revoked")).toBeVisible();
  await stranger.goto(links[1] ?? "");
  await expect(stranger.getByRole("heading", { name: "There is nothing here" })).toBeVisible();
  await stranger.goto(links[0] ?? "");
  await expect(stranger.getByRole("heading", { name: "Shown to others, version 1" })).toBeVisible();
});
