import { fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeAll, beforeEach, expect, test } from "vitest";
import type { WorkflowDocument } from "@/lib/graph/graph.ts";
import { emptyGraph } from "@/lib/graph/graph.ts";
import { orderException } from "@/lib/graph/templates/order-exception.ts";
import { testEditsServer } from "./test-edits-server.ts";
import { WorkflowPage } from "./workflow-page.tsx";

// A browser has fetched it by the time a person acts.
beforeAll(async () => {
  await import("@/components/inspector/inspector.tsx");
});

beforeEach(() => {
  localStorage.clear();
  // jsdom has no layout: nothing scrolls, and no media query holds but those for a wide screen.
  Element.prototype.scrollIntoView = () => {};
  // The canvas draws what is in sight only; this is a screen that all of the template fits on.
  Object.defineProperties(HTMLElement.prototype, {
    offsetWidth: { configurable: true, get: () => 2_400 },
    offsetHeight: { configurable: true, get: () => 1_200 },
  });
  window.matchMedia = (query) =>
    Object.assign(new EventTarget(), {
      matches: query.includes("min-width"),
      media: query,
      onchange: null,
      addListener: () => {},
      removeListener: () => {},
    });
});

function open(document: WorkflowDocument = orderException()) {
  const server = testEditsServer(document);
  render(
    <WorkflowPage
      workflowId="w"
      name="Order exception"
      document={document}
      seq={0}
      userId="ada"
      saveEdits={server.saveEdits}
      renameWorkflow={async () => ({ ok: true })}
      connections={[]}
    />,
  );
  return { sent: server.rows, user: userEvent.setup() };
}

const inspector = () => within(screen.getByRole("complementary", { name: "Inspector" }));

/** Selects a node by a click alone: jsdom lacks what dragging needs. */
const select = (name: RegExp) => fireEvent.click(screen.getByRole("group", { name }));

test("what is typed into a form is stored as an edit", async () => {
  const { sent, user } = open();
  select(/^Order, input/);
  const description = await inspector().findByLabelText("Description");
  await user.clear(description);
  await user.type(description, "The order.");
  await waitFor(() =>
    expect(sent.at(-1)?.content).toEqual({
      state: "made",
      edit: { type: "node-change", id: "input", path: ["description"], value: "The order." },
    }),
  );
  await screen.findByText("Saved");
});

test("what reads a node's result follows when the node gets another reference name, in one step", async () => {
  const { sent, user } = open();
  select(/^Order desk, supervisor/);
  const name = await inspector().findByLabelText("Reference name");
  await user.clear(name);
  await user.type(name, "desk{Enter}");
  await waitFor(() => expect(sent.length).toBeGreaterThan(1));
  const edits = sent.flatMap(({ content }) => (content.state === "made" ? [content.edit] : []));
  const template = edits.find((edit) => edit.type === "node-change" && edit.id === "output");
  expect(template?.type === "node-change" && template.value).toContain("results.desk.decision.headline");
  await user.click(screen.getByRole("button", { name: "Undo" }));
  expect(inspector().getByLabelText<HTMLInputElement>("Reference name").value).toBe("order_desk");
});

test("a problem leads to its field", async () => {
  const document = orderException();
  const nodes = document.graph.nodes.map((node) =>
    node.kind === "agent" && node.id === "action" ? { ...node, instructions: "" } : node,
  );
  const { user } = open({ ...document, graph: { ...document.graph, nodes } });
  await user.click(await screen.findByRole("button", { name: /problems?$/ }));
  await user.click(await screen.findByRole("button", { name: /“Action” has no instructions/ }));
  await waitFor(() => expect(window.document.activeElement).toBe(screen.getByLabelText("What it is told")));
});

test("an empty page offers the first step", async () => {
  const { user } = open({ graph: emptyGraph(), layout: {} });
  await user.click(screen.getByRole("button", { name: "Add the first node" }));
  await user.keyboard("input{Enter}");
  expect((await inspector().findByLabelText<HTMLInputElement>("Name")).value).toBe("Input");
});
