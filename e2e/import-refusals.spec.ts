import { expect, test } from "./app.ts";

const note = { kind: "note", name: "", description: "", text: "" };
const nodes = Array.from({ length: 10_000 }, (_, at) => ({ id: `n${at}`, ...note }));
const bad = {
  "shopping.json": { text: '{"milk": 2}', says: "no Tutti workflow" },
  "polluting.json": { text: '{"graph": {"__proto__": {"polluted": true}}, "layout": {}}', says: "__proto__" },
  "huge.json": {
    text: JSON.stringify({ graph: { schemaVersion: 1, nodes, edges: [] }, layout: {} }),
    says: "a workflow holds at most 2,000 nodes, this one has 10,000",
  },
};

test("a file that is no workflow is refused with the reason, and nothing is added", async ({
  page,
  complaints,
}) => {
  await page.goto("/");
  const workflows = page.getByRole("list", { name: "Workflows" }).getByRole("listitem");
  const before = await workflows.count();
  for (const [name, { text, says }] of Object.entries(bad)) {
    await page
      .getByLabel("Workflow file")
      .setInputFiles({ name, mimeType: "application/json", buffer: Buffer.from(text) });
    const dialog = page.getByRole("dialog", { name: "This file could not be imported" });
    await expect(dialog).toContainText(says);
    await expect(dialog).toContainText(name);
    await dialog.getByRole("button", { name: "Close" }).last().click();
    await expect(dialog).toHaveCount(0);
  }
  await page.reload();
  await expect(workflows).toHaveCount(before);
  // The browser itself writes each refusal to the console.
  expect(complaints.splice(0)).toHaveLength(3);
});
