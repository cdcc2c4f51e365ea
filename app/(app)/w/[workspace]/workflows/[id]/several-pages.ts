import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { vi } from "vitest";
import { createDocumentStore, type DocumentStore } from "@/components/workflow/document-store";
import { emptyGraph, type WorkflowDocument } from "@/lib/graph/graph";
import { newNode } from "@/lib/graph/new-node";
import { touchesSame } from "@/lib/graph/touches";
import type { RememberedEdit, SavedEdits, SentEdit } from "@/lib/views/workflow-edits";
import { DEEDS, doOn, isDeed } from "./deeds";

/** What pages save to: the real order of edits, in memory or in a database. */
export type Backend = {
  save(userId: string, baseSeq: number | null, edits: SentEdit[]): Promise<SavedEdits>;
  /** Everything that was stored, in order, with what takes it back. */
  rows(): Promise<RememberedEdit[]>;
  document(): Promise<WorkflowDocument>;
  /** The whole history as text. */
  historyText(): Promise<string>;
  /** Takes the text from the older half of the history. */
  dropOldest(): Promise<void>;
};

/** What happens next: a person does something on a page, or the network does. `page` and `pick` choose by remainder. */
export type Happening = { page: number; pick: number; what: (typeof WHATS)[number] };

const WHATS = [
  ...DEEDS,
  ...["undo", "undo", "redo", "arrive", "arrive", "arrive", "arrive", "answer", "answer", "answer"],
  ...["lose", "cut", "give up", "repeat", "stream", "stream", "stream", "stream cut"],
  ...["pause", "long pause", "server restart", "drop", "reload"],
] as const;

export const happenings = (size: { minLength: number; maxLength: number }) =>
  fc.array(
    fc.record({ page: fc.nat(5), pick: fc.nat(999), what: fc.constantFrom(...WHATS) }),
    size,
  ) as fc.Arbitrary<Happening[]>;

/** Ada has one open, Bob has two. */
const PAGES = 3;

/** A request that a page has made. */
type Request = {
  baseSeq: number | null;
  edits: SentEdit[];
  answer: SavedEdits | null;
  resolve: (answer: { ok: true } & SavedEdits) => void;
  reject: (error: Error) => void;
};

type Page = {
  store: DocumentStore;
  userId: string;
  /** Under way, the oldest first; and all that may still arrive, again or late. */
  requests: Request[];
  wandering: Request[];
  /** Seq of the last edit that the stream has brought; null: it is cut. */
  streamed: number | null;
};

export const START: WorkflowDocument = {
  graph: {
    ...emptyGraph(),
    nodes: [
      newNode("agent", "n1"),
      newNode("supervisor", "n2"),
      newNode("tool", "n3", { toolType: "rules" }),
      newNode("tool", "n4", { toolType: "rules", name: "Other rules" }),
    ],
  },
  layout: {},
};

/**
 * Lets it happen; then everything gets through. Throws where pages and server differ, where an edit is stored twice, where
 * a text that was typed is nowhere (unless the history was shortened), and where taking back writes over somebody else's
 * later edit.
 */
export async function letHappen(backend: Backend, happening: readonly Happening[]): Promise<void> {
  const typed: string[] = [];
  const pages: Page[] = [];
  for (let n = 0; n < PAGES; n++) pages.push(await open(backend, n === 0 ? "ada" : "bob"));
  for (const one of happening) {
    const index = one.page % pages.length;
    const page = pages[index];
    if (!page) continue;
    if (one.what === "server restart") for (const each of pages) cutOff(each);
    else if (one.what === "drop") await backend.dropOldest();
    else if (one.what === "reload") {
      // A page that is closed with something unsaved asks first; its person waits.
      if (page.store.getState().hasUnsaved()) continue;
      cutOff(page);
      const again = await open(backend, page.userId);
      pages[index] = { ...again, wandering: page.wandering };
    } else await happen(backend, page, one, typed);
    await vi.advanceTimersByTimeAsync(0);
  }
  await getThrough(backend, pages);
  const dropped = happening.some(({ what }) => what === "drop");
  await check(backend, pages, dropped ? [] : typed);
}

async function open(backend: Backend, userId: string): Promise<Page> {
  const remembered = (await backend.rows()).slice(-100);
  const seq = remembered.at(-1)?.seq ?? 0;
  const requests: Request[] = [];
  const store = createDocumentStore({
    ...{ document: await backend.document(), name: "Test", seq, userId, remembered },
    saveEdits: (baseSeq, edits) =>
      new Promise((resolve, reject) => {
        requests.push({ baseSeq, edits, answer: null, resolve, reject });
      }),
  });
  return { store, userId, requests, wandering: [], streamed: seq };
}

const lost = () => new TypeError("fetch failed");

function cutOff(page: Page): void {
  for (const request of page.requests.splice(0)) request.reject(lost());
  page.streamed = null;
}

async function happen(
  backend: Backend,
  page: Page,
  { what, pick }: Happening,
  typed: string[],
): Promise<void> {
  const { store, requests, wandering } = page;
  if (isDeed(what)) return doOn(store, { what, pick, typed });
  const [request] = requests;
  switch (what) {
    case "undo":
    case "redo":
      return takeBack(backend, page, what);
    case "arrive":
      if (request) await arrive(backend, page, request);
      return;
    case "answer":
      if (!request) return;
      await arrive(backend, page, request);
      if (request.answer) request.resolve({ ok: true, ...request.answer });
      requests.shift();
      return;
    case "lose":
      if (request) await arrive(backend, page, request);
      requests.shift()?.reject(lost());
      return;
    case "cut":
      requests.shift()?.reject(lost());
      return;
    case "give up":
      // The page waits no longer; the request may still arrive, much later.
      if (request) wandering.push(request);
      requests.shift()?.reject(lost());
      return;
    case "repeat": {
      const late = wandering[pick % Math.max(1, wandering.length)];
      if (late) await backend.save(page.userId, late.baseSeq, late.edits);
      return;
    }
    case "stream":
      return stream(backend, page, 1 + (pick % 4));
    case "stream cut":
      page.streamed = null;
      return;
    case "pause":
      await vi.advanceTimersByTimeAsync(500);
      return;
    case "long pause":
      await vi.advanceTimersByTimeAsync(40_000);
      return;
    case "server restart":
    case "drop":
    case "reload":
      throw new Error(`${what} is not of one page`);
  }
}

async function arrive(backend: Backend, page: Page, request: Request): Promise<void> {
  request.answer ??= await backend.save(page.userId, request.baseSeq, request.edits);
  if (!page.wandering.includes(request)) page.wandering.push(request);
}

async function stream(backend: Backend, page: Page, most: number): Promise<void> {
  const { store } = page;
  const from = page.streamed ?? store.getState().seq();
  const rows = (await backend.rows()).slice(from, from + most).map(({ inverse: _, ...row }) => row);
  page.streamed = from + rows.length;
  store.getState().take(rows);
}

/** Takes back or does again; throws when that writes over what somebody else has written since. */
async function takeBack(backend: Backend, { store, userId }: Page, which: "undo" | "redo"): Promise<void> {
  const seen = store.getState().seq();
  const step = store.getState().history[which].at(-1);
  const inverses = step?.parts.flatMap(({ inverse }) => inverse) ?? [];
  const ids = new Set(step?.parts.map(({ editId }) => editId));
  const rows = (await backend.rows()).slice(0, seen);
  const mine = rows.filter(({ id }) => ids.has(id)).map(({ seq }) => seq);
  const stored = mine.length === ids.size;
  for (const inverse of stored ? inverses : []) {
    const since = rows.filter(({ seq }) => seq > Math.max(...mine));
    const theirs = since.find(
      ({ content, by }) =>
        by.userId !== userId && content.state === "made" && touchesSame(content.edit, inverse),
    );
    if (theirs)
      throw new Error(`${which} of ${JSON.stringify(inverse)} writes over ${JSON.stringify(theirs)}`);
  }
  store.getState()[which]();
}

/** The network is well again, and everybody waits. */
async function getThrough(backend: Backend, pages: readonly Page[]): Promise<void> {
  for (let round = 0; round < 200; round++) {
    for (const page of pages)
      for (const request of page.requests.splice(0)) {
        await arrive(backend, page, request);
        if (request.answer) request.resolve({ ok: true, ...request.answer });
        await vi.advanceTimersByTimeAsync(0);
      }
    await vi.advanceTimersByTimeAsync(16_000);
    for (const page of pages) {
      page.streamed = null;
      await stream(backend, page, Number.POSITIVE_INFINITY);
    }
    await vi.advanceTimersByTimeAsync(0);
    const last = (await backend.rows()).length;
    const done = pages.every(
      ({ store, requests }) =>
        requests.length === 0 && !store.getState().hasUnsaved() && store.getState().seq() === last,
    );
    if (done) return;
  }
  throw new Error("expected the pages to come to rest");
}

async function check(backend: Backend, pages: readonly Page[], typed: readonly string[]): Promise<void> {
  const stored = sorted(await backend.document());
  const document = JSON.stringify(stored);
  for (const [index, { store }] of pages.entries()) {
    const state = store.getState();
    const shown = sorted(state.document);
    // What has come from the server has the order of its schema, which means nothing.
    if (!isDeepStrictEqual(shown, stored))
      throw new Error(`page ${index} shows\n${JSON.stringify(shown)}\nand the server has\n${document}`);
    if (state.save.state !== "saved") throw new Error(`page ${index} is ${JSON.stringify(state.save)}`);
  }
  const ids = (await backend.rows()).map(({ id }) => id);
  if (new Set(ids).size < ids.length) throw new Error(`stored several times: ${ids.join(" ")}`);
  const kept = document + (await backend.historyText());
  const gone = typed.filter((word) => !kept.includes(word));
  if (gone.length > 0) throw new Error(`nowhere any more: ${gone.join(" ")}`);
}

/** Places are by node, in whatever order. */
const sorted = ({ graph, layout }: WorkflowDocument) => ({
  graph,
  layout: Object.fromEntries(Object.entries(layout).toSorted(([a], [b]) => (a < b ? -1 : 1))),
});
