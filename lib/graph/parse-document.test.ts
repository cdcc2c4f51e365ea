import { expect, test } from "vitest";
import { emptyGraph, type WorkflowDocument } from "./graph.ts";
import { newNode } from "./new-node.ts";
import { MIGRATIONS, parseDocument } from "./parse-document.ts";

function sample(): WorkflowDocument {
  return {
    graph: {
      ...emptyGraph(),
      nodes: [newNode("input", "in"), newNode("output", "out")],
      edges: [{ id: "e", kind: "flow", from: "in", to: "out", context: [] }],
    },
    layout: { in: { x: 0, y: 0 }, out: { x: 300, y: 0 } },
  };
}

function problemsOf(json: unknown): string {
  const parsed = parseDocument(json);
  return parsed.ok ? "" : parsed.problems.join("\n");
}

test("a document is read from text and from a value", () => {
  const wanted = { ok: true, document: sample(), notes: [] };
  expect(parseDocument(sample())).toEqual(wanted);
  expect(parseDocument(JSON.stringify(sample()))).toEqual(wanted);
});

test.each<[string, unknown, string]>([
  ["text that is no JSON", "{ nodes", "this is no JSON"],
  ["a list", [], "expected a workflow"],
  ["null", null, "expected a workflow"],
  ["some other JSON", { hello: "world" }, "no Tutti workflow"],
  ["a function", { graph: () => 1 }, "a function at graph"],
  ["__proto__ keys", '{"graph":{"__proto__":{"x":1}},"layout":{}}', 'the key "__proto__" at graph'],
  ["a constructor key", { graph: { nodes: [{ constructor: 1 }] } }, 'the key "constructor"'],
  ["too deep JSON", `${"[".repeat(100)}${"]".repeat(100)}`, "deeper than 64 levels"],
  ["too long text", `"${"x".repeat(20_000_001)}"`, "at most 20,000,000 characters"],
  ["a newer version", { graph: { schemaVersion: 9, nodes: [], edges: [] } }, "made by a newer Tutti"],
  ["an older version without a way", { graph: { schemaVersion: 0, nodes: [], edges: [] } }, "version 0 to 1"],
  [
    "nodes that are no list",
    { graph: { schemaVersion: 1, nodes: {}, edges: [] } },
    '"graph.nodes" to be a list',
  ],
  ["an unknown property", { ...sample(), status: 1 }, 'unknown property "status"'],
])("%s is refused with a reason", (_what, json, reason) => {
  expect(problemsOf(json)).toContain(reason);
});

test("10,000 nodes are refused with their number", () => {
  const { graph, layout } = sample();
  const nodes = Array.from({ length: 10_000 }, (_, at) => newNode("note", `n${at}`));
  expect(problemsOf({ graph: { ...graph, nodes }, layout })).toContain(
    "at most 2,000 nodes, this one has 10,000",
  );
});

test("what is wrong in a node is told with the node and the property", () => {
  const { graph, layout } = sample();
  const nodes = [{ ...newNode("input", "in"), name: 7 }, newNode("output", "out")];
  expect(problemsOf({ graph: { ...graph, nodes }, layout })).toMatch(
    /^node 1 \("in"\) at name: expected a text, got a number/,
  );
});

test("several nodes of one id, and edges to nowhere or of unknown kinds are problems", () => {
  const { graph, layout } = sample();
  const [edge] = graph.edges;
  expect(
    problemsOf({ graph: { ...graph, nodes: [...graph.nodes, newNode("note", "in")] }, layout }),
  ).toContain('several nodes with the id "in"');
  expect(problemsOf({ graph: { ...graph, edges: [{ ...edge, to: "zz" }] }, layout })).toContain(
    'edge "e" ends at a node "zz"',
  );
  expect(problemsOf({ graph: { ...graph, edges: [{ ...edge, kind: "tunnel" }] }, layout })).toContain(
    'edge 1 ("e")',
  );
});

test("a node of an unknown kind is kept whole, and comes back when its kind is known", () => {
  const { graph, layout } = sample();
  const table = { id: "rt", kind: "roundtable", name: "Board", rounds: 3 };
  const parsed = parseDocument({ graph: { ...graph, nodes: [...graph.nodes, table] }, layout });
  if (!parsed.ok) throw new Error(parsed.problems.join());
  expect(parsed.document.graph.nodes[2]).toEqual({
    id: "rt",
    kind: "unknown",
    name: "Board",
    referenceName: "unknown",
    description: "",
    original: table,
  });
  expect(parsed.notes.join()).toContain('unknown kind "roundtable"');

  const note = newNode("note", "n");
  const kept = {
    id: "n",
    kind: "unknown",
    name: "Note",
    referenceName: "kept",
    description: "",
    original: note,
  };
  const again = parseDocument({ graph: { ...graph, nodes: [...graph.nodes, kept] }, layout });
  expect(again.ok && again.document.graph.nodes[2]).toEqual(note);
});

test("places of nodes that aren't there are left out with a note", () => {
  const parsed = parseDocument({ ...sample(), layout: { ...sample().layout, gone: { x: 1, y: 1 } } });
  expect(parsed.ok && parsed.document).toEqual(sample());
  expect(parsed.ok && parsed.notes).toHaveLength(1);
});

test("an older document is brought forward step by step", () => {
  const { graph, layout } = sample();
  const old = { graph: { schemaVersion: 0, boxes: graph.nodes, edges: graph.edges }, layout };
  const parsed = parseDocument(old, {
    migrations: [
      {
        from: 0,
        migrate: ({ graph: before, ...rest }) => {
          if (typeof before !== "object" || before === null || Array.isArray(before))
            throw new Error("no graph");
          const { boxes, ...others } = before;
          return { ...rest, graph: { ...others, schemaVersion: 1, nodes: boxes ?? [] } };
        },
      },
      ...MIGRATIONS,
    ],
  });
  expect(parsed).toMatchObject({
    ok: true,
    document: sample(),
    notes: ["Brought from schema version 0 to 4."],
  });
});
