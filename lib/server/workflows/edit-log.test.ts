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
  const nodes = Array.from({ length: 100 }, (_, n) => {
    const agent = newNode("agent", `n${n}`, { name: `Agent ${n}` });
    return { ...agent, referenceName: `agent_${n}`, instructions: "x".repeat(199_000) };
  });
  const document = { graph: { ...emptyGraph(), nodes }, layout: {} };
  const room = MAX_DOCUMENT_LENGTH - JSON.stringify(document).length;
  const change = (id: string, characters: number) =>
    sent({ type: "node-change", id, path: ["simulatedReply"], value: "y".repeat(characters) });
  const edits = Array.from({ length: Math.ceil(room / 20_000) }, (_, n) => change(`n${n}`, 20_000));
  const { entries } = appendEdits({ ...START, document }, [...edits, change("n99", 10)], {
    userId: "ada",
    at: 0,
  });
  const lost = entries.flatMap((entry) => (entry.lost === null ? [] : [entry.seq]));
  expect(lost).toEqual([edits.length]);
  expect(entries[edits.length - 1]?.lost).toContain("at most 20,000,000 characters");
});
