import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { orderException } from "../lib/graph/templates/order-exception.ts";
import { test as base, expect } from "./app.ts";
import { fillInput, runEnds, runPanel, selectStep, startRun } from "./run-page.ts";
import {
  addNode,
  atTheDesk,
  canvas,
  choose,
  inspector,
  newWorkflow,
  node,
  openDocument,
  openProblems,
  select,
} from "./workbench.ts";

/** WCAG 2.2 up to AA, and what axe calls best practice: headings in order, everything inside a landmark. */
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

type ColorScheme = "light" | "dark";

/** Contrast alone depends on the colour scheme: everything else is looked at in one of the two. */
const everything = (axe: AxeBuilder): AxeBuilder => axe.withTags(TAGS);
const contrast = (axe: AxeBuilder): AxeBuilder => axe.withRules(["color-contrast"]);

type Fixtures = {
  /**
   * Looks at the page as it stands, or at a part of it that a selector tells, on paper and on ink; what axe finds there
   * fails the test at its end.
   */
  look: (where: string, part?: string) => Promise<void>;
};

const test = base.extend<Fixtures>({
  look: async ({ page }, use) => {
    const found: string[] = [];
    let scheme: ColorScheme = "light";
    await page.emulateMedia({ colorScheme: scheme });
    const note = async (where: string, at: (axe: AxeBuilder) => AxeBuilder, part?: string) =>
      found.push(...(await findings(page, at, part)).map((one) => `${where}, ${scheme}: ${one}`));
    await use(async (where, part) => {
      await note(where, everything, part);
      if (await scrollsAsAWhole(page)) found.push(`${where}: the page scrolls behind its own frame`);
      // The next look begins with the scheme that this one ends with: each change paints the whole page anew.
      scheme = scheme === "light" ? "dark" : "light";
      await page.emulateMedia({ colorScheme: scheme });
      await note(where, contrast, part);
    });
    expect(found).toEqual([]);
  },
});

// Where only a part of a page has changed since the last look, the part alone is looked at.
const DIALOG = '[role="dialog"]';
const LISTBOX = '[role="listbox"]';
const CANVAS = '[aria-label="Canvas"]';
const RUN = 'section[aria-label="Run"]';
const INSPECTOR = 'aside[aria-label="Inspector"]';

// Dozens of looks, each at everything on the page.
test.describe.configure({ timeout: 300_000 });

// The first tests meet a server without an owner. Nothing moves, so that colours are what they will stay.
test.use({ alone: "accessible", owned: false, ...atTheDesk });

/** Inside the app's frame, parts scroll; the page itself is as high as the window. */
const scrollsAsAWhole = (page: Page): Promise<boolean> =>
  page.evaluate(() => {
    const { scrollHeight, clientHeight } = document.documentElement;
    return document.querySelector(".app-root > .h-dvh") !== null && scrollHeight > clientHeight;
  });

async function findings(
  page: Page,
  at: (axe: AxeBuilder) => AxeBuilder,
  part: string | undefined,
): Promise<string[]> {
  await repainted(page);
  // It is more than a megabyte, and stays in a document once it is there.
  const isThere = await page.evaluate(() => "axe" in window);
  const axe = new AxeBuilder({ page, ...(isThere ? { axeSource: "0" } : {}) })
    // For all that passes it would write selectors and markup as well, which takes as long as looking.
    .options({ resultTypes: ["violations"] });
  const { violations } = await at(part === undefined ? axe : axe.include(part))
    // In one frame, which is all there is, it needs no page of its own to gather what it found.
    .setLegacyMode()
    // They send the focus on at once, to what comes after an open menu or dialog.
    .exclude("[data-base-ui-focus-guard]")
    .analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes
      // What floats over the page belongs to the button that opened it, not to a landmark.
      .filter(({ html }) => id !== "region" || !/^<[^>]* role="menu"/.test(html))
      .map(({ target, failureSummary = "" }) => `${id} at ${target.join(" ")}: ${failureSummary}`),
  );
}

/** All colours are those of the chosen scheme: each passes over in a moment, which takes two frames to begin. */
async function repainted(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    await frame();
    await frame();
    for (const passing of document.getAnimations()) if (passing instanceof CSSTransition) passing.finish();
    await frame();
  });
}

test.describe("for who is not signed in", () => {
  test.use({ storageState: { cookies: [], origins: [] } });

  test("the doors have no findings", async ({ page, app, look }) => {
    await page.goto(app.ownerLink());
    await look("welcome");
    await page.getByRole("button", { name: "Make it mine" }).click();
    await expect(page.getByText("Enter your name.")).toBeVisible();
    await look("welcome, nothing filled in");
    await page.goto("/welcome?code=guessed");
    await look("welcome, a wrong link");
    await page.goto("/sign-in");
    await look("sign-in");
    await page.goto("/join/guessed");
    await look("an invitation that does not work");
  });
});

test("what is wrong is found, and found again in the same document", async ({ page }) => {
  await page.setContent(
    '<main><h1>Order</h1><img src="data:,"><p style="color: #ccc; background: #fff">Pale</p></main>',
  );
  for (const at of [everything, contrast])
    expect(await findings(page, at, undefined)).toContainEqual(
      expect.stringMatching(/^color-contrast at p: /),
    );
  expect(await findings(page, everything, undefined)).toContainEqual(
    expect.stringMatching(/^image-alt at img: /),
  );
  expect(await findings(page, everything, "h1")).toEqual([]);
});

test("lists and settings have no findings", async ({ page, complaints, look }) => {
  const lists = [
    "/",
    "/runs",
    "/connections",
    "/demo",
    "/outbox",
    "/runners",
    "/members",
    "/tokens",
    "/links",
    "/audit",
    "/settings",
    "/account",
  ];
  for (const path of lists) {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await look(path);
  }
  for (const path of ["/nowhere", "/workflows/nowhere", "/runs/nowhere"]) {
    await page.goto(path);
    await look(path);
    // The browser itself writes the 404 to the console.
    expect(complaints.splice(0)).toEqual([expect.stringContaining("404")]);
  }
});

test("dialogs and menus of the lists have no findings", async ({ page, look }) => {
  await page.goto("/");
  await page.getByRole("button", { name: "From template" }).click();
  await expect(page.getByRole("dialog")).toBeVisible();
  await look("templates", DIALOG);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "New workflow" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Create" }).click();
  await expect(page.getByText("Enter a name.")).toBeVisible();
  await look("a new workflow without a name", DIALOG);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: /Account: / }).click();
  await look("the account's menu");

  await page.goto("/connections");
  for (const kind of ["Mail server", "HTTP service", "PostgreSQL"]) {
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await page.getByRole("menuitem", { name: kind }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Add", exact: true }).click();
    await look(kind, DIALOG);
    await page.keyboard.press("Escape");
  }
});

test("inviting and joining have no findings, nor has what a viewer sees", async ({ page, look }) => {
  await page.goto("/members");
  await page.getByRole("button", { name: "Workspace: " }).click();
  await look("the workspace's menu");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Invite" }).click();
  const dialog = page.getByRole("dialog");
  await choose(dialog, "Role", "Viewer");
  await look("an invitation", DIALOG);
  await dialog.getByRole("button", { name: "Make the link" }).click();
  const link = await dialog.getByLabel("Link").inputValue();
  await look("its link", DIALOG);

  await page.context().clearCookies();
  await page.goto(link);
  await look("who is invited");
  await page.getByLabel("Your name").fill("Vic Viewer");
  await page.getByLabel("Email").fill("vic@example.com");
  await page.getByLabel("Password", { exact: true }).fill("correct horse battery");
  await page.getByRole("button", { name: "Make an account and join" }).click();
  await page.getByRole("link", { name: "Order exception" }).first().click();
  await expect(page.getByText("Read only")).toBeVisible();
  await look("a workflow to read");
  await page.goto("/members");
  await look("people, for who is no owner");
});

test("the workbench has no findings, empty and with everything on it", async ({ page, look }) => {
  await newWorkflow(page, "Bare");
  await look("an empty canvas");
  await addNode(page, "Input", "In");
  await addNode(page, "Output", "Out");
  const template = inspector(page).getByLabel("Template", { exact: true });
  await template.fill("{{");
  await expect(page.getByRole("listbox", { name: "What can be put here" })).toBeVisible();
  await look("what can be put into a template", LISTBOX);
  await template.press("Escape");
  await openProblems(page);
  await look("the list of problems", DIALOG);
  await page.keyboard.press("Escape");
  await canvas(page).press("Control+a");
  await look("several selected", INSPECTOR);
  await select(page, "In");
  await node(page, "In").focus();
  await page.keyboard.press("F2");
  await look("a name being typed on the canvas", CANVAS);
  await page.keyboard.press("Escape");
  await page.keyboard.press("n");
  await expect(page.getByRole("dialog")).toBeVisible();
  await look("the list of what can be added", DIALOG);
  await page.keyboard.press("Escape");
  await page.setViewportSize({ width: 390, height: 844 });
  await look("a narrow page");
  await page.getByRole("button", { name: "Add and outline" }).click();
  await look("a sheet on a narrow page");
});

test("the settings of every kind have no findings", async ({ page, look }) => {
  await openDocument(page, orderException());
  await look("the template");
  for (const name of [
    "Order",
    "Order desk",
    "Decision",
    "ERP order",
    "Order rules",
    "Send mail",
    "Outcome",
  ]) {
    await select(page, name);
    await inspector(page)
      .locator("details")
      .evaluateAll((all) => {
        for (const one of all) one.setAttribute("open", "");
      });
    await look(`the settings of ${name}`, INSPECTOR);
  }
  await select(page, "Decision");
  await inspector(page)
    .getByRole("button", { name: /^asked by Order desk/ })
    .click();
  await expect(inspector(page).getByRole("heading", { name: /asks/ })).toBeVisible();
  await look("the settings of an edge", INSPECTOR);
});

test("versions have no findings, listed, compared and opened", async ({ page, look }) => {
  await openDocument(page, orderException());
  await page.getByRole("button", { name: "Publish and versions" }).click();
  const panel = page.getByRole("dialog", { name: "Versions" });
  await panel.getByLabel("What is new", { exact: true }).fill("The first");
  await look("a workflow that isn't published", DIALOG);
  await panel.getByRole("button", { name: "Publish version 1" }).click();
  await panel.getByRole("article", { name: "Version 1" }).waitFor();
  await look("the list of versions", DIALOG);
  await page.keyboard.press("Escape");
  await select(page, "Decision");
  await inspector(page).getByLabel("What it is told").fill("Decide.");
  await page.getByRole("button", { name: "Publish and versions" }).click();
  await panel.getByRole("button", { name: "Compare version 1" }).click();
  await panel.getByText("instructions changed").click();
  await look("what changes since a version", DIALOG);
  await panel.getByRole("button", { name: "All versions" }).click();
  await panel.getByRole("button", { name: "Open version 1" }).click();
  await page.getByRole("region", { name: "The drawing of this version" }).waitFor();
  await look("a version");
  await page.getByRole("button", { name: "Decision", exact: true }).click();
  await look("what is set in a version");
});

test("a run has no findings, on its canvas and as a trace", async ({ page, look }) => {
  await openDocument(page, orderException());
  await fillInput(page, { sample: "Late shipment" });
  const live = await startRun(page);
  await expect(page).toHaveTitle(/running/);
  await look("a run under way");
  await page.goto(`/runs/${live}`);
  await look("the trace of a run under way");
  await page.goBack();
  await runEnds(page, live);
  await look("a run that ended");
  for (const tab of await runPanel(page).getByRole("tab").all()) {
    await tab.click();
    await look(`the tab ${await tab.textContent()}`, RUN);
  }
  await page.goto(`/runs/${live}`);
  await look("a trace");
  await selectStep(page, "Decision");
  await look("a step of a trace");
  await page.goto("/runs");
  await look("runs");
  await page.goto("/outbox");
  await page.getByRole("list", { name: "Mails" }).getByRole("link").first().click();
  await look("a mail");
});
