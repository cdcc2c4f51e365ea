import fc from "fast-check";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { appendEdits, type LogEntry } from "@/lib/server/workflows/edit-log";
import { contentOf, withoutInverse } from "@/lib/server/workflows/edit-rows";
import type { RememberedEdit, StoredEdit } from "@/lib/views/workflow-edits";
import { DEEDS } from "./deeds";
import { type Backend, type Happening, happenings, letHappen, START } from "./several-pages";

/** What a server may get wrong, to see that it is found out. */
type Fault =
  | "stores again what comes again"
  | "keeps no edit that came too late"
  | "answers without its order";

/** One workflow in memory, with the server's own way to order, fold and keep edits. */
function memoryBackend(fault?: Fault): Backend {
  let document = START;
  const log: LogEntry[] = [];
  const remembered = ({ at: _, since: __, ...all }: LogEntry): RememberedEdit => {
    const { userId, foldedInto, edit, lost, ...entry } = all;
    return { ...entry, by: { userId, name: userId }, content: contentOf({ edit, lost, foldedInto }) };
  };
  const shown = (entry: LogEntry) => withoutInverse(remembered(entry));
  return {
    async save(userId, baseSeq, edits) {
      const known = new Set(log.map(({ id }) => id));
      const again = fault === "stores again what comes again";
      const fresh = edits.filter(({ id }) => again || !known.has(id));
      const by = { userId, at: Date.now() };
      const appended = appendEdits({ document, seq: log.length, recent: log.slice(-20) }, fresh, by);
      for (const { seq, into } of appended.folded) {
        const entry = log[seq - 1];
        if (entry) log[seq - 1] = { ...entry, edit: null, inverse: [], foldedInto: into };
      }
      const late = fault === "keeps no edit that came too late";
      log.push(
        ...appended.entries.map((entry) =>
          late && entry.lost ? { ...entry, edit: null, foldedInto: 1 } : entry,
        ),
      );
      document = appended.document;
      const seq = log.length;
      const behind = baseSeq === null || baseSeq > seq ? null : log.slice(baseSeq).map(shown);
      if (behind?.every(({ content }) => content.state !== "dropped"))
        return { seq, edits: fault === "answers without its order" ? ownLast(behind, edits) : behind };
      const own = new Set(edits.map(({ id }) => id));
      return { seq, document, edits: log.filter(({ id }) => own.has(id)).map(shown) };
    },
    rows: async () => log.map(remembered),
    document: async () => document,
    historyText: async () => JSON.stringify(log),
    async dropOldest() {
      for (let at = 0; at < log.length / 2; at++) {
        const entry = log[at];
        if (entry) log[at] = { ...entry, edit: null, inverse: [] };
      }
    },
  };
}

/** As a page would guess the order: what others did, then its own. */
function ownLast(rows: StoredEdit[], own: readonly { id: string }[]): StoredEdit[] {
  const ids = new Set(own.map(({ id }) => id));
  const first = rows[0]?.seq ?? 1;
  return rows
    .toSorted((a, b) => Number(ids.has(a.id)) - Number(ids.has(b.id)))
    .map((row, index) => ({ ...row, seq: first + index }));
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test.each([...new Set(DEEDS)].filter((what) => what !== "put back"))(
  "%s is an edit that comes to the server",
  async (what) => {
    // Rules and edges are there to be changed, and a node of every kind is met.
    const before = (["add rule", "connect"] as const).flatMap((prepared) =>
      [0, 1, 2, 3].map((pick) => ({ page: 0, pick, what: prepared })),
    );
    const done = async (all: Happening[]) => {
      const backend = memoryBackend();
      await letHappen(backend, all);
      return (await backend.rows()).filter(({ content }) => content.state === "made").length;
    };
    const here = [0, 1, 2, 3, 4, 5].map((pick) => ({ page: 0, pick, what }));
    expect(await done([...before, ...here])).toBeGreaterThan(await done(before));
  },
);

test("whatever happens between pages and server, all end with the server's document and no text is lost", async () => {
  await fc.assert(
    fc.asyncProperty(happenings({ minLength: 1, maxLength: 80 }), (all) => letHappen(memoryBackend(), all)),
    { numRuns: Number(process.env.PAGES_RUNS ?? 200) },
  );
}, 120_000);

test.each<Fault>([
  "stores again what comes again",
  "keeps no edit that came too late",
  "answers without its order",
])(
  "a server that %s is found out",
  async (fault) => {
    const property = fc.asyncProperty(happenings({ minLength: 1, maxLength: 80 }), (all) =>
      letHappen(memoryBackend(fault), all),
    );
    expect(await fc.check(property, { numRuns: 2_000, endOnFailure: true, seed: 4 })).toMatchObject({
      failed: true,
    });
  },
  120_000,
);
