import { orderException } from "../lib/graph/templates/order-exception.ts";
import { expect, test } from "./app.ts";
import { fillInput, runToEnd, runWithoutPauses } from "./run-page.ts";
import { addNode, atTheDesk, inspector, newWorkflow, openDocument, select, stored } from "./workbench.ts";

test.use(atTheDesk);

test("on an empty canvas `{{` tells what can be put there, and why there is nothing yet", async ({
  page,
}) => {
  await newWorkflow(page, "Bare");
  await addNode(page, "Output", "Answer");
  const template = inspector(page).getByLabel("Template", { exact: true });
  await template.pressSequentially("Dear {{");
  const list = page.getByRole("listbox", { name: "What can be put here" });
  await expect(list.getByRole("option")).toHaveText([/^input/, /^context/]);
  await expect(list.getByRole("group", { name: /^results/ })).toHaveAccessibleName(
    "results: No step that has a result comes before this one yet.",
  );
  await template.press("Escape");
  await expect(list).toHaveCount(0);
  await expect(template).toBeFocused();
  await expect(template).toHaveValue("Dear {{");
});

test("arrow keys and Enter put a value in, braces closed, with the last run's values in sight", async ({
  page,
}) => {
  await openDocument(page, orderException());
  await runWithoutPauses(page);
  await fillInput(page, { sample: "Late shipment" });
  await runToEnd(page);
  await select(page, "Outcome");
  await inspector(page).getByRole("tab", { name: "Settings" }).click();
  const template = inspector(page).getByLabel("Template", { exact: true });
  await template.fill("");
  await template.pressSequentially("For {{");
  const list = page.getByRole("listbox", { name: "What can be put here" });
  await expect(list.getByRole("option", { name: /^input\.orderId/ })).toContainText("SO-10412");
  await expect(list.getByRole("option", { name: "input object", exact: false }).first()).toHaveAttribute(
    "aria-selected",
    "true",
  );
  await template.press("ArrowDown");
  const chosen = list.getByRole("option", { selected: true });
  await expect(chosen).toContainText("input.orderId");
  await expect(template).toHaveAttribute(
    "aria-activedescendant",
    (await chosen.getAttribute("id")) ?? "none",
  );
  await template.press("Enter");
  await expect(template).toHaveValue("For {{ input.orderId }}");
  await template.pressSequentially(": {{ desk");
  await expect(list.getByRole("option").first()).toContainText("results.order_desk");
  await template.press("ArrowUp");
  await template.press("ArrowDown");
  await template.press("Tab");
  await template.pressSequentially(".");
  await expect(list.getByRole("option").first()).toBeVisible();

  // Of a tool: what it was called with.
  await select(page, "Send mail");
  await inspector(page).getByRole("tab", { name: "Settings" }).click();
  await inspector(page).getByLabel("To", { exact: true }).fill("");
  await inspector(page).getByLabel("To", { exact: true }).pressSequentially("{{ to");
  await expect(list.getByRole("option", { name: /^parameters\.to/ })).toContainText("@");
});

test("a path is chosen with the pointer, in sight however low its field stands", async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 640 });
  await openDocument(page, orderException());
  await select(page, "Decision");
  await inspector(page)
    .getByRole("button", { name: /^asked by Order desk/ })
    .click();
  await inspector(page).getByRole("button", { name: "Add a field" }).click();
  await page.keyboard.type("customer_note");
  await page.keyboard.press("Enter");
  await inspector(page).getByRole("combobox", { name: "Who fills customer_note" }).click();
  await page.getByRole("option", { name: /^Path/ }).click();
  await inspector(page).getByLabel("Path for customer_note").click();
  const list = page.getByRole("listbox", { name: "What can be put here" });
  await expect(list).toBeInViewport({ ratio: 1 });
  await expect(list.getByRole("group", { name: /^context/ })).toHaveAccessibleName(
    "context: What Order desk received.",
  );
  await list.getByRole("option", { name: /^input\.note/ }).click();
  await expect(inspector(page).getByLabel("Path for customer_note")).toHaveValue("input.note");
  await expect
    .poll(async () => JSON.stringify((await stored(page)).graph.edges))
    .toContain('"path":"input.note"');
});

test("leaving an empty path by Tab writes nothing into it; the button puts a value into a template", async ({
  page,
}) => {
  await newWorkflow(page, "By pointer");
  await addNode(page, "Output", "Answer");
  const template = inspector(page).getByLabel("Template", { exact: true });
  await template.fill("Yours");
  await inspector(page).getByRole("button", { name: "Insert a value" }).click();
  await page.getByRole("option", { name: /^context/ }).click();
  await expect(template).toHaveValue("Yours{{ context }}");
  await expect(template).toBeFocused();
});

test("while an input method composes, the list keeps its hands off the keys", async ({ page }) => {
  await newWorkflow(page, "Composed");
  await addNode(page, "Output", "Answer");
  const template = inspector(page).getByLabel("Template", { exact: true });
  await template.focus();
  const client = await page.context().newCDPSession(page);
  await client.send("Input.insertText", { text: "{{" });
  const list = page.getByRole("listbox", { name: "What can be put here" });
  await expect(list).toBeVisible();
  await client.send("Input.imeSetComposition", { text: "にほ", selectionStart: 2, selectionEnd: 2 });
  await expect(list).toHaveCount(0);
  await client.send("Input.insertText", { text: "日本" });
  await expect(template).toHaveValue("{{日本");
});
