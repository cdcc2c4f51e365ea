import type { Page } from "@playwright/test";
import { applyEdits } from "../lib/graph/edit.ts";
import type { GraphEdit } from "../lib/graph/graph-edit.ts";
import { orderException } from "../lib/graph/templates/order-exception.ts";
import { expect, test } from "./app.ts";
import {
  atTheDesk,
  edge,
  inspector,
  node,
  openDocument,
  openProblems,
  saved,
  select,
  stored,
} from "./workbench.ts";

test.use(atTheDesk);

/** The template after edits, which must be possible. */
function changed(...edits: GraphEdit[]) {
  const result = applyEdits(orderException(), edits);
  if ("problem" in result) throw new Error(result.problem);
  return result.document;
}

const none = (page: Page) => expect(page.getByRole("button", { name: /^\d+ problems?$/ })).toHaveCount(0);

test("a tool that is not configured is marked, and its problems lead to its fields", async ({ page }) => {
  await openDocument(
    page,
    changed(
      { type: "node-change", id: "erp", path: ["tool", "connectionId"], value: null },
      { type: "node-change", id: "erp", path: ["tool", "statement"], value: "" },
    ),
  );
  await expect(node(page, "ERP order")).toHaveAccessibleName(/, [23] problems$/);
  const list = await openProblems(page);
  await list.getByRole("button", { name: /no statement to run yet/ }).click();
  const statement = inspector(page).getByLabel("Statement", { exact: true });
  await expect(statement).toBeFocused();
  await statement.fill("select 1 as found where :orderId <> ''");
  await (await openProblems(page)).getByRole("button", { name: /connection/ }).click();
  const database = inspector(page).getByRole("combobox", { name: "Database" });
  await expect(database).toBeFocused();
  await database.press("Enter");
  await page.getByRole("option", { name: /Demo ERP/ }).click();
  await expect(node(page, "ERP order")).not.toHaveAccessibleName(/problem/);
});

test("a supervisor without workers is marked, and can be given one", async ({ page }) => {
  await openDocument(
    page,
    changed(
      ...["retrieval", "decision", "action", "notification"].map(
        (to): GraphEdit => ({ type: "edge-remove", id: `desk-${to}` }),
      ),
    ),
  );
  await expect(node(page, "Order desk")).toHaveAccessibleName(/problem/);
  const list = await openProblems(page);
  await list.getByRole("button", { name: /asks nobody/ }).click();
  await expect(inspector(page).getByRole("heading", { name: "Order desk" })).toBeVisible();
  await inspector(page).getByRole("button", { name: "Connect" }).click();
  await page.getByRole("menuitem", { name: "asks Decision" }).click();
  await expect(edge(page, "Order desk asks Decision")).toBeAttached();
  await expect(node(page, "Order desk")).not.toHaveAccessibleName(/problem/);
});

test("two workers of one name are told apart by what reads and calls them", async ({ page }) => {
  await openDocument(page, changed({ type: "node-change", id: "action", path: ["name"], value: "Decision" }));
  await node(page, "Decision").last().click();
  await expect(inspector(page).getByLabel("Reference name")).toHaveValue("action");
  await none(page);
});

test("a name that means nothing is marked where it stands, with the name that was meant", async ({
  page,
}) => {
  const template = `{{ results.order_desk.decison.headline }}`;
  await openDocument(
    page,
    changed({ type: "node-change", id: "output", path: ["template"], value: template }),
  );
  await expect(node(page, "Outcome")).toHaveAccessibleName(/, 1 problem$/);
  const list = await openProblems(page);
  await list.getByRole("button", { name: /decison/ }).click();
  await expect(inspector(page).getByLabel("Template")).toBeFocused();
  await (await openProblems(page)).getByRole("button", { name: "Write “decision”" }).click();
  await none(page);
  await expect(inspector(page).getByLabel("Template")).toHaveValue(/order_desk\.decision\.headline/);
});

test("a renamed worker keeps its readers, and another reference name is written into them", async ({
  page,
}) => {
  await openDocument(page, orderException());
  await select(page, "Decision");
  await node(page, "Decision").focus();
  await page.keyboard.press("F2");
  await page.keyboard.type("Judge");
  await page.keyboard.press("Enter");
  await expect(node(page, "Judge")).toBeFocused();
  await saved(page);
  await none(page);
  expect(JSON.stringify(await stored(page))).toContain("results.decision");

  const name = inspector(page).getByLabel("Reference name");
  await name.fill("judge");
  await name.press("Enter");
  await saved(page);
  await none(page);
  await select(page, "Outcome");
  await expect(inspector(page).getByLabel("Template")).toHaveValue(/results\.order_desk\.judge\.headline/);
  await select(page, "Action");
  await inspector(page)
    .getByRole("button", { name: /^asked by Order desk/ })
    .click();
  await expect(inspector(page).getByLabel("Path for reason")).toHaveValue("results.judge.reason");
  expect(JSON.stringify(await stored(page))).not.toContain("results.decision");
});

test("a node of a kind from a newer version is kept as a placeholder, and blocks running", async ({
  page,
}) => {
  const { graph, layout } = orderException();
  const round = { id: "round", kind: "roundtable", name: "Round table", seats: 3 };
  await openDocument(page, {
    graph: { ...graph, nodes: [...graph.nodes, round] },
    layout: { ...layout, round: { x: 0, y: 0 } },
  });
  await expect(node(page, "Round table")).toHaveAccessibleName("Round table, unknown kind, 1 problem");
  await page.getByRole("button", { name: /^Run it/ }).click();
  await expect(page.getByText("That did not work")).toBeVisible();
  await expect(page).toHaveURL(/\/workflows\/[\w-]+$/);
  expect((await stored(page)).graph.nodes.find(({ id }) => id === "round")).toMatchObject({
    original: round,
  });
  await (await openProblems(page)).getByRole("button", { name: "Remove it" }).click();
  await none(page);
});
