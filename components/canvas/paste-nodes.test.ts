import { expect, test } from "vitest";
import { applyEdits } from "@/lib/graph/edit.ts";
import { orderException } from "@/lib/graph/templates/order-exception.ts";
import { drawing } from "@/lib/graph/test-drawing.ts";
import { validate } from "@/lib/graph/validate.ts";
import { copyNodes } from "./copy-nodes.ts";
import { pasteNodes } from "./paste-nodes.ts";

function counter() {
  let number = 0;
  return () => {
    number += 1;
    return `new-${number}`;
  };
}

function paste(ids: string[]) {
  const document = orderException();
  const pasted = pasteNodes(document, copyNodes(document, new Set(ids)), { offset: 32 }, counter());
  if ("problem" in pasted) throw new Error(pasted.problem);
  const edited = applyEdits(document, pasted.edits);
  if ("problem" in edited) throw new Error(edited.problem);
  return { before: document, after: edited.document, pasted };
}

test("a pasted node is a copy with a name of its own, a little aside", () => {
  const { after, before, pasted } = paste(["decision"]);
  const [id = ""] = pasted.nodes;
  expect(after.graph.nodes.find((node) => node.id === id)?.name).toBe("Decision 2");
  const at = before.layout.decision;
  expect(after.layout[id]).toEqual({ x: (at?.x ?? 0) + 32, y: (at?.y ?? 0) + 32 });
});

test("edges between copied nodes come along, edges to others do not", () => {
  const { after, before, pasted } = paste(["decision", "rules"]);
  const fresh = after.graph.edges.slice(before.graph.edges.length);
  expect(fresh.map(({ kind, from, to }) => ({ kind, from, to }))).toEqual([
    { kind: "tool", from: pasted.nodes[0], to: pasted.nodes[1] },
  ]);
});

test("a whole team pasted reads its own results, not those of the first", () => {
  const { after, before, pasted } = paste(allIds());
  const own = new Set(pasted.nodes);
  const paths = after.graph.edges
    .slice(before.graph.edges.length)
    .flatMap((edge) => (edge.kind === "worker" ? edge.context : []))
    .flatMap(({ fill }) => (fill.by === "path" ? [fill.path] : []));
  expect(paths).toContain("results.data_retrieval_2");
  expect(paths.some((path) => /results\.data_retrieval\b(?!_2)/.test(path))).toBe(false);
  const unknown = validate(after.graph).filter(
    (issue) => issue.code === "unknown-result" && issue.edgeId !== undefined && own.size > 0,
  );
  expect(unknown).toEqual([]);
});

function allIds(): string[] {
  return orderException().graph.nodes.map((node) => node.id);
}

test.each(["", "hello", "{}", '{"tutti":"nodes","schemaVersion":1,"nodes":[],"edges":[],"layout":{}}'])(
  "another text, such as %j, is refused with a sentence",
  (text) => {
    const pasted = pasteNodes(orderException(), text, { offset: 0 }, counter());
    expect(pasted).toEqual({ problem: "expected nodes copied from a workflow, got another text" });
  },
);

test("what is pasted of a loop goes back to its own first step, on a condition that reads its own results", () => {
  const graph = drawing(
    "in>write",
    "write>check",
    "check>branch",
    "write<branch if results.check != 'ok' && size(rounds.write) < 4",
    "branch>out",
  );
  const document = { graph, layout: {} };
  const pasted = pasteNodes(
    document,
    copyNodes(document, new Set(["write", "check", "branch"])),
    { offset: 32 },
    counter(),
  );
  if ("problem" in pasted) throw new Error(pasted.problem);
  const edited = applyEdits(document, pasted.edits);
  if ("problem" in edited) throw new Error(edited.problem);
  const [write, , branch] = pasted.nodes;
  expect(edited.document.graph.edges.at(-1)).toMatchObject({
    from: branch,
    to: write,
    when: "results.check_2 != 'ok' && size(rounds.write_2) < 4",
    back: { most: 3, usedUp: "fail" },
  });
});
