import type { Page } from "@playwright/test";
import { drawing } from "../lib/graph/test-drawing.ts";
import { expect, test } from "./app.ts";
import { openVersions, publish } from "./publish.ts";
import {
  addNode,
  atTheDesk,
  canvas,
  draw,
  inspector,
  newWorkflow,
  node,
  openDocument,
  palette,
  port,
  saved,
  seeEverything,
  select,
  stored,
} from "./workbench.ts";

test.use(atTheDesk);

const instructions = async (page: Page) => {
  const writer = (await stored(page)).graph.nodes.find(({ name }) => name === "Write");
  return writer?.kind === "agent" ? writer.instructions : null;
};

test("from an empty canvas: drawn, published, changed, published again, compared, opened, restored and taken back", async ({
  page,
}) => {
  await newWorkflow(page, "Published");
  const empty = await openVersions(page);
  await expect(empty.getByText("Not published yet.")).toBeVisible();
  // Why it can't be published yet is said where it was asked for.
  await empty.getByRole("button", { name: "Publish version 1" }).click();
  await expect(empty.getByRole("alert")).toContainText("This workflow can't be published yet");
  await page.keyboard.press("Escape");

  await addNode(page, "Input", "Start");
  await addNode(page, "Agent", "Write", "Writes the letter");
  await inspector(page).getByLabel("What it is told").fill("Write a letter.");
  await addNode(page, "Output", "Letter");
  await seeEverything(page);
  await draw(port(page, "Start", "then"), port(page, "Write", "comes after"));
  await draw(port(page, "Write", "then"), port(page, "Letter", "comes after"));
  await saved(page);
  await publish(page, "The first that writes", 1);

  await select(page, "Write");
  await inspector(page).getByLabel("What it is told").fill("Write a poem.");
  await addNode(page, "Note", "Read me");
  const panel = await openVersions(page);
  const changes = panel.getByRole("region", { name: "Changes since version 1" });
  await expect(changes.getByRole("listitem")).toHaveText([
    /New: the note “Read me”/,
    /“Write”: instructions changed/,
  ]);
  await panel.getByRole("button", { name: "Close" }).click();
  await publish(page, "It writes poems", 2);

  await openVersions(page);
  await expect(panel.getByRole("article")).toHaveCount(2);
  await panel.getByRole("button", { name: "Compare version 1" }).click();
  const compare = panel.getByRole("region", { name: "Compare" });
  await expect(compare.getByRole("listitem")).toHaveCount(2);
  await compare.getByText("“Write”: instructions changed").click();
  await expect(compare.getByText("Write a letter.")).toBeVisible();
  await expect(compare.getByText("Write a poem.")).toBeVisible();
  await compare.getByRole("combobox", { name: "From" }).click();
  await page.getByRole("option", { name: "Version 2" }).click();
  await expect(compare.getByText("They are the same.")).toBeVisible();
  await compare.getByRole("button", { name: "All versions" }).click();

  await panel.getByRole("button", { name: "Open version 1" }).click();
  await expect(page).toHaveURL(/\?version=1$/);
  const drawn = page.getByRole("region", { name: "The drawing of this version" });
  await expect(drawn.getByRole("group", { name: /^Write, / })).toBeVisible();
  await expect(drawn.getByRole("group", { name: /^Read me, / })).toHaveCount(0);
  await expect(page.getByText("Published, so it can't be changed.")).toBeVisible();
  const facts = page.getByRole("complementary", { name: "Steps of this version" });
  await facts.getByRole("button", { name: "Write" }).click();
  await expect(facts.getByText("Write a letter.")).toBeVisible();

  // The address leads there, and back.
  await page.reload();
  await expect(drawn.getByRole("group", { name: /^Write, / })).toBeVisible();
  await page.goBack();
  await expect(canvas(page)).toBeVisible();
  await expect(node(page, "Read me")).toBeAttached();
  await page.goForward();
  await page.getByRole("button", { name: "Restore it into the draft" }).click();
  await expect(page).not.toHaveURL(/version=/);
  await expect(canvas(page)).toBeVisible();
  await expect(node(page, "Read me")).toHaveCount(0);
  await saved(page);
  expect(await instructions(page)).toBe("Write a letter.");

  await canvas(page).press("Control+z");
  await expect(node(page, "Read me")).toBeAttached();
  await saved(page);
  expect(await instructions(page)).toBe("Write a poem.");
  await openVersions(page);
  await expect(panel.getByText("Nothing has changed since version 2.")).toBeVisible();
});

test("by keys alone: published with a note, opened, left and restored", async ({ page }) => {
  await openDocument(page, { graph: drawing("in>a", "a>out"), layout: {} }, "By keys");
  const button = page.getByRole("button", { name: "Publish and versions" });
  await button.focus();
  await page.keyboard.press("Enter");
  const panel = page.getByRole("dialog", { name: "Versions" });
  await panel.getByLabel("What is new", { exact: true }).focus();
  await page.keyboard.type("By keys");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(panel.getByRole("article", { name: "Version 1" })).toContainText("By keys");
  await panel.getByRole("button", { name: "Open version 1" }).focus();
  await page.keyboard.press("Enter");
  const back = page.getByRole("button", { name: "Back to the draft" });
  await expect(back).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(canvas(page)).toBeVisible();
  await expect(button).toBeFocused();

  await select(page, "a");
  await inspector(page).getByLabel("What it is told").fill("Do something else.");
  await button.focus();
  await page.keyboard.press("Enter");
  await panel.getByRole("button", { name: "Restore version 1" }).focus();
  await page.keyboard.press("Enter");
  await expect(panel).toBeHidden();
  await expect(inspector(page).getByLabel("What it is told")).toHaveValue("Do it.");
});

test("a workflow that others use says so before it is deleted, and they go on", async ({ page }) => {
  await openDocument(page, { graph: drawing("in>out"), layout: {} }, "Used by another");
  await publish(page, "To be used", 1);
  const used = new URL(page.url()).pathname.split("/").at(-1);
  const graph = drawing("in>run", "run>out");
  const nodes = graph.nodes.map((one) =>
    one.id === "run"
      ? {
          ...{ id: "run", name: "Run it", referenceName: "run", description: "", kind: "workflow" },
          workflow: { id: used, version: 1 },
          parameters: { type: "object", properties: { text: { type: "string" } }, required: [] },
        }
      : one,
  );
  await openDocument(page, { graph: { ...graph, nodes }, layout: {} }, "The user");
  await publish(page, "Uses it", 1);
  const panel = await openVersions(page);
  await panel.getByRole("link", { name: "Used by another" }).click();
  await expect(page.getByRole("heading", { name: "Version 1 of Used by another" })).toBeVisible();
  await page.getByRole("button", { name: "Back to the draft" }).click();
  await openVersions(page);
  await expect(panel.getByText("The user, in its draft")).toBeVisible();
  await panel.getByRole("link", { name: "The user" }).first().click();
  await expect(page.getByRole("heading", { name: "Version 1 of The user" })).toBeVisible();

  await page.goto("/");
  const remove = async () => {
    await page.getByRole("button", { name: "More for Used by another" }).click();
    await page.getByRole("menuitem", { name: "Delete" }).click();
  };
  await remove();
  const question = page.getByRole("alertdialog", { name: "Delete “Used by another”?" });
  await expect(question.getByRole("listitem")).toHaveText([
    "The user, in version 1, uses version 1",
    "The user, in its draft, uses version 1",
  ]);
  await question.getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByRole("link", { name: "Used by another" })).toBeVisible();
  await remove();
  await question.getByRole("button", { name: "Delete" }).click();
  await expect(page.getByRole("link", { name: "Used by another" })).toHaveCount(0);
  await page.getByRole("link", { name: "The user" }).click();
  await expect(palette(page)).toBeVisible();
  const again = await openVersions(page);
  await expect(again.getByText("Used by another, version 1 (deleted)")).toBeVisible();
});

test("at 390 px a version is published, opened and restored", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await openDocument(
    page,
    { graph: drawing("in>a", "a>out"), layout: {} },
    "On a telephone, with a long name",
  );
  await publish(page, "Narrow", 1);
  const panel = await openVersions(page);
  await panel.getByRole("button", { name: "Open version 1" }).click();
  const drawn = page.getByRole("region", { name: "The drawing of this version" });
  await expect(drawn.getByRole("group", { name: /^a, / })).toBeVisible();
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  await page.getByRole("button", { name: "Restore it into the draft" }).click();
  await expect(page.getByText("The draft is the same as version 1 already")).toBeVisible();
  await expect(canvas(page)).toBeVisible();
});
