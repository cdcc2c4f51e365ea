import { expect, test } from "vitest";
import { emptyGraph } from "../../graph/graph.ts";
import type { GraphEdit } from "../../graph/graph-edit.ts";
import { newNode } from "../../graph/new-node.ts";
import { MAX_DOCUMENT_LENGTH } from "../../graph/parse-document.ts";
import type { SentEdit } from "../../views/workflow-edits.ts";
import { appendEdits, type EditLog, type LogEntry, STRETCH_MS } from "./edit-log.ts";

const START: EditLog = {
  document: { graph: { ...emptyGraph(), nodes: [newNode("agent", "a")] }, layout: {} },
  seq: 0,
  recent: [],
};
const text = (value: string): GraphEdit => ({
  ...{ type: "node-change", id: "a", path: ["instructions"], value },
});
let number = 0;
const sent = (edit: GraphEdit, page = "p"): SentEdit => {
  const id = `e${++number}`;
  return { id, edit, page, base: 0, step: id };
};

/** Stores one edit after another, at the given times. */
function store(...edits: [at: number, edit: SentEdit][]): LogEntry[] {
  let log = START;
  let all: LogEntry[] = [];
  for (const [at, edit] of edits) {
    const { document, entries, folded } = appendEdits(log, [edit], { userId: "ada", at });
    const into = new Map(folded.map((fold) => [fold.seq, fold.into]));
    all = all.map((entry) =>
      into.has(entry.seq) ? { ...entry, edit: null, foldedInto: into.get(entry.seq) ?? null } : entry,
    );
    all.push(...entries);
    log = { document, seq: all.length, recent: all };
  }
  return all;
}

test("a stretch of typing is one entry, taken back to where it began; after its time another begins", () => {
  const entries = store(
    [0, sent(text("one"))],
    [STRETCH_MS / 2, sent(text("one two"))],
    [STRETCH_MS - 1, sent(text("one two three"))],
    [STRETCH_MS, sent(text("one two three four"))],
  );
  expect(entries.map(({ foldedInto }) => foldedInto)).toEqual([2, 3, null, null]);
  expect(entries[2]?.inverse).toEqual([text("")]);
  expect(entries[3]?.inverse).toEqual([text("one two three")]);
});

test("what another page wrote, and a removal in between, end a stretch", () => {
  const node = newNode("agent", "a");
  const entries = store(
    [0, sent(text("mine"))],
    [1, sent(text("theirs"), "q")],
    [2, sent(text("mine again"))],
    [3, sent({ type: "node-remove", id: "a" })],
    [4, sent({ type: "node-add", node, position: null })],
    [5, sent(text("and again"))],
  );
  expect(entries.map(({ foldedInto }) => foldedInto)).toEqual([null, null, null, null, null, null]);
});

test("edits of one request are folded among themselves", () => {
  const edits = ["H", "He", "Hel"].map((value) => sent(text(value)));
  const { entries, document } = appendEdits(START, edits, { userId: "ada", at: 0 });
  expect(entries.map(({ foldedInto }) => foldedInto)).toEqual([2, 3, null]);
  expect(document.graph.nodes[0]).toMatchObject({ instructions: "Hel" });
});

test("an edit that would make the document too long to be read is kept as lost, and later ones are made", () => {
  const long = "x".repeat(190_000);
  const nodes = Array.from({ length: Math.floor(MAX_DOCUMENT_LENGTH / 190_500) }, (_, n) => {
    const agent = newNode("agent", `n${n}`, { name: `Agent ${n}` });
    return { ...agent, referenceName: `agent_${n}`, instructions: long };
  });
  const full: EditLog = { ...START, document: { graph: { ...emptyGraph(), nodes }, layout: {} } };
  const change = (id: string, value: string): GraphEdit => ({
    type: "node-change",
    id,
    path: ["simulatedReply"],
    value,
  });
  const grown = nodes.slice(0, 40).map(({ id }) => sent(change(id, "y".repeat(20_000))));
  const { document, entries } = appendEdits(full, [...grown, sent(change("n0", "short"))], {
    userId: "ada",
    at: 0,
  });
  expect(JSON.stringify(document).length).toBeLessThanOrEqual(MAX_DOCUMENT_LENGTH);
  expect(entries.some(({ lost }) => lost?.includes("at most 20,000,000 characters"))).toBe(true);
  expect(entries.at(-1)?.lost).toBeNull();
});
