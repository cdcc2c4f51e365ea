import { createStore, type StoreApi } from "zustand/vanilla";
import { applyEdit } from "@/lib/graph/edit.ts";
import type { WorkflowDocument } from "@/lib/graph/graph.ts";
import type { GraphEdit } from "@/lib/graph/graph-edit.ts";
import type { Issue, PublishedWorkflow } from "@/lib/graph/issue.ts";
import type { KnownPrice } from "@/lib/graph/known-price.ts";
import type { PinnedWorkflow } from "@/lib/graph/node.ts";
import { type SqlCheck, sqlCheckKey } from "@/lib/graph/sql-trial.ts";
import type { SampleRun } from "@/lib/trace/sample-run.ts";
import type { RememberedEdit, SavedEdits, StoredEdit } from "@/lib/views/workflow-edits.ts";
import { countProblems } from "./count-problems.ts";
import { leftOut } from "./left-out.ts";
import { isMissing, type LostText, ownTextsOf } from "./lost-texts.ts";
import { newId } from "./new-id.ts";
import { type PublishedState, publishedAtFirst, withPublished } from "./published.ts";
import { createSaveQueue, type SaveState } from "./save-queue.ts";
import { type Shared, type Taken, takeDocument, takeStored } from "./shared-document.ts";
import { tooLong } from "./too-long.ts";
import { goesOnWith, historyOf, inverseOf, remember, turnedBack, type UndoHistory } from "./undo-history.ts";
import type { WorkflowLibrary } from "./workflow-library.ts";
import type { ConnectionChoice, SaveEdits, TrySql } from "./workflow-props.ts";

/** What is selected, by id. */
export type Selection = { nodes: readonly string[]; edges: readonly string[] };

/** A wish to see a field: the inspector scrolls there and focuses it. `at` makes each wish a new one. */
export type FieldWish = { field: string | null; at: number };

/** What a person works on, and whether it is stored. */
export type DocumentState = {
  /** Whether the person may draw. */
  draws: boolean;
  document: WorkflowDocument;
  name: string;
  selection: Selection;
  history: UndoHistory;
  save: SaveState;
  /** Why the latest edit could not be made; null when it could. */
  refused: { message: string; at: number } | null;
  /** Texts of this page that gave way to edits by others, the latest last. */
  lostTexts: readonly LostText[];
  wish: FieldWish | null;
  /** What is wrong with the drawing, as of a moment ago. */
  issues: readonly Issue[];
  /** Problems by node, for the marks on the canvas. */
  problemCounts: ReadonlyMap<string, { count: number; blocking: boolean }>;
  connections: readonly ConnectionChoice[];
  prices: readonly KnownPrice[] | undefined;
  lastRun: SampleRun | null;
  /** What databases have said of statements that they would not run, by `sqlCheckKey`. */
  refusedStatements: ReadonlyMap<string, string>;
  /** Takes down what a database says of a statement; null: it would run it. */
  noteStatement: (check: SqlCheck, refused: string | null) => void;
  /** What is known of the published versions that the drawing uses. */
  published: PublishedState;
  /** Takes down which of these versions are there, and what they use. */
  takePublished: (pins: readonly PinnedWorkflow[], workflows: readonly PublishedWorkflow[]) => void;
  /** Tries an SQL statement; null where that can't be done. */
  trySql: TrySql | null;
  /** Looks up published workflows; null where that can't be done. */
  library: WorkflowLibrary | null;

  /**
   * Makes a gesture's edits, all or none, as one undo step. `typing` names the field of a stretch of typing, which is
   * coalesced. Returns why it could not be done, else null.
   */
  edit: (edits: readonly GraphEdit[], options?: { typing?: string; select?: Selection }) => string | null;
  undo: () => void;
  redo: () => void;
  select: (selection: Selection) => void;
  /** Selects a node or edge and wishes for one of its fields (null: its first). */
  goTo: (target: { nodeId: string } | { edgeId: string }, field: string | null) => void;
  setName: (name: string) => void;
  setIssues: (issues: readonly Issue[]) => void;
  /** Sends what is not stored yet; true when everything is. */
  flush: () => Promise<boolean>;
  hasUnsaved: () => boolean;
  /** Number of the last stored edit that the page has taken. */
  seq: () => number;
  /** Takes what was stored, as the stream brings it. What does not follow is asked for. */
  take: (rows: readonly StoredEdit[]) => void;
  /** Asks for what was stored since. */
  catchUp: () => Promise<void>;
  /** Why nothing of others arrives any more, in a sentence; null while the page follows. */
  cutOff: string | null;
  setCutOff: (cutOff: string | null) => void;
  /** Puts a text that was lost back in its place, if there is one. */
  putBack: (lost: LostText) => void;
  /** Leaves it at what others wrote. */
  letGo: (lost: LostText) => void;
};

export type DocumentStore = StoreApi<DocumentState>;

const nothing: Selection = { nodes: [], edges: [] };

type Options = {
  document: WorkflowDocument;
  name: string;
  seq: number;
  saveEdits: SaveEdits;
  userId: string;
  remembered?: readonly RememberedEdit[];
  connections?: readonly ConnectionChoice[];
  prices?: readonly KnownPrice[];
  lastRun?: SampleRun | null;
  published?: readonly PublishedWorkflow[];
  trySql?: TrySql;
  library?: WorkflowLibrary;
};

/** Makes the store of one open workflow. */
export function createDocumentStore(options: Options): DocumentStore {
  const page = newId();
  const remembered = options.remembered ?? [];
  let confirmed: Pick<Shared, "confirmed" | "seq" | "own"> = {
    confirmed: options.document,
    seq: options.seq,
    own: ownTextsOf(remembered, options.userId),
  };

  return createStore<DocumentState>((set, get) => {
    const queue = createSaveQueue({
      saveEdits: options.saveEdits,
      seq: () => confirmed.seq,
      onState: (save) => set({ save }),
      onAnswer(answer, { baseSeq, done }) {
        if (answer.document) takeWhole({ ...answer, document: answer.document }, { baseSeq, done });
        else take(answer.edits, done);
      },
    });

    function take(rows: readonly StoredEdit[], done?: ReadonlySet<string>): void {
      const { document, history } = get();
      const taken = takeStored({ ...confirmed, history }, rows, {
        page,
        document,
        unsaved: queue.unsaved(),
        ...(done && { done }),
      });
      if (taken) show(taken);
      else void queue.catchUp(true);
    }

    function takeWhole(
      answer: Required<SavedEdits>,
      { baseSeq, done }: { baseSeq: number | null; done: ReadonlySet<string> },
    ): void {
      // An answer that the stream has overtaken; unless the server itself went back, to an older backup.
      const isOld = answer.seq <= confirmed.seq && baseSeq !== null && baseSeq <= answer.seq;
      if (!isOld) show(takeDocument(answer, { unsaved: queue.unsaved(), done }));
    }

    function show({ history, document, stored, lostTexts, lostEdits, ...server }: Taken): void {
      const before = get();
      confirmed = server;
      queue.drop(stored);
      set({
        document,
        history,
        lostTexts: stillLost([...before.lostTexts, ...lostTexts], document),
        ...(document !== before.document && { selection: stillThere(before.selection, document) }),
        ...(lostEdits.length > 0 && {
          refused: { message: leftOut(lostEdits, before.document), at: Date.now() },
        }),
      });
    }

    /** Applies and queues a gesture; returns its step of the history, or null after saying why not. */
    function make(
      edits: readonly GraphEdit[],
      { step, typing, undoes }: { step: string; typing?: string | undefined; undoes?: string },
    ) {
      const problem = get().draws
        ? edits.map(tooLong).find((why) => why !== null)
        : "Your role in this workspace lets you look, and not draw. Ask an owner.";
      const inverses: GraphEdit[][] = [];
      let document = get().document;
      let refused = problem ?? null;
      for (const edit of refused === null ? edits : []) {
        const edited = applyEdit(document, edit);
        if ("problem" in edited) {
          refused = edited.problem;
          break;
        }
        document = edited.document;
        inverses.push(edited.inverse);
      }
      if (refused !== null) {
        set({ refused: { message: refused, at: Date.now() } });
        return null;
      }
      const { seq } = confirmed;
      set({
        document,
        refused: null,
        selection: stillThere(get().selection, document),
        lostTexts: stillLost(get().lostTexts, document),
      });
      const sent = queue.add(
        edits.map((edit) => ({ id: newId(), edit, page, base: seq, step, ...(undoes && { undoes }) })),
        typing,
      );
      const parts = sent.map(({ id }, index) => ({ editId: id, inverse: inverses[index] ?? [] }));
      return { id: step, parts, typing: typing ?? null, at: Date.now() };
    }

    function takeBack(from: "undo" | "redo"): void {
      const step = get().history[from].at(-1);
      if (!step) return;
      const made = make(inverseOf(step), { step: newId(), undoes: step.id });
      set({ history: turnedBack(get().history, step.id, made) });
    }

    return {
      draws: true,
      document: options.document,
      name: options.name,
      selection: nothing,
      history: historyOf(remembered, options.userId),
      save: { state: "saved" },
      refused: null,
      lostTexts: [],
      cutOff: null,
      wish: null,
      issues: [],
      problemCounts: new Map(),
      connections: options.connections ?? [],
      prices: options.prices,
      lastRun: options.lastRun ?? null,
      refusedStatements: new Map(),
      noteStatement(check, refused) {
        const key = sqlCheckKey(check);
        const { refusedStatements } = get();
        if ((refusedStatements.get(key) ?? null) === refused) return;
        const others = [...refusedStatements].filter(([known]) => known !== key);
        set({ refusedStatements: new Map(refused === null ? others : [...others, [key, refused]]) });
      },
      published: publishedAtFirst(options.document.graph, options.published ?? []),
      takePublished: (pins, workflows) => set({ published: withPublished(get().published, pins, workflows) }),
      trySql: options.trySql ?? null,
      library: options.library ?? null,
      edit(edits, { typing, select } = {}) {
        if (edits.length === 0) return null;
        const goesOn = goesOnWith(get().history, typing ?? null, Date.now());
        const made = make(edits, { step: goesOn?.id ?? newId(), typing });
        if (made === null) return get().refused?.message ?? "this can't be done";
        set({ history: remember(get().history, made), ...(select && { selection: select }) });
        return null;
      },
      undo: () => takeBack("undo"),
      redo: () => takeBack("redo"),
      select(selection) {
        if (!sameSelection(get().selection, selection)) set({ selection });
      },
      goTo(target, field) {
        const selection: Selection =
          "nodeId" in target ? { nodes: [target.nodeId], edges: [] } : { nodes: [], edges: [target.edgeId] };
        set({ selection, wish: { field, at: Date.now() } });
      },
      setName: (name) => set({ name }),
      setIssues: (issues) => set({ issues, problemCounts: countProblems(issues) }),
      flush: () => queue.flush(),
      hasUnsaved: () => queue.unsaved().length > 0,
      seq: () => confirmed.seq,
      take: (rows) => take(rows),
      catchUp: () => queue.catchUp(),
      setCutOff: (cutOff) => set({ cutOff }),
      putBack(lost) {
        if (get().edit([lost.mine]) === null) get().letGo(lost);
      },
      letGo: (lost) => set({ lostTexts: get().lostTexts.filter((one) => one !== lost) }),
    };
  });
}

/** The texts that are missing in the document, the latest of each place. */
function stillLost(lost: readonly LostText[], document: WorkflowDocument): readonly LostText[] {
  const missing = lost.filter((one) => isMissing(document, one));
  return missing.length === lost.length ? lost : missing;
}

function stillThere(selection: Selection, { graph }: WorkflowDocument): Selection {
  if (selection.nodes.length === 0 && selection.edges.length === 0) return selection;
  const nodes = selection.nodes.filter((id) => graph.nodes.some((node) => node.id === id));
  const edges = selection.edges.filter((id) => graph.edges.some((edge) => edge.id === id));
  return nodes.length === selection.nodes.length && edges.length === selection.edges.length
    ? selection
    : { nodes, edges };
}

function sameSelection(one: Selection, other: Selection): boolean {
  const same = (a: readonly string[], b: readonly string[]) =>
    a.length === b.length && a.every((id, index) => id === b[index]);
  return same(one.nodes, other.nodes) && same(one.edges, other.edges);
}
