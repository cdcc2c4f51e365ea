import { createStore, type StoreApi } from "zustand/vanilla";
import { applyEdits } from "@/lib/graph/edit.ts";
import type { WorkflowDocument } from "@/lib/graph/graph.ts";
import type { GraphEdit } from "@/lib/graph/graph-edit.ts";
import type { Issue } from "@/lib/graph/issue.ts";
import type { KnownPrice } from "@/lib/graph/known-price.ts";
import { countProblems } from "./count-problems.ts";
import { createSaveQueue, type SaveState } from "./save-queue.ts";
import { remember, type UndoHistory, type UndoStep, withoutTouched } from "./undo-history.ts";
import type { ConnectionChoice, SampleRun, SaveEdits, SentEdit } from "./workflow-props.ts";

/** What is selected, by id. */
export type Selection = { nodes: readonly string[]; edges: readonly string[] };

/** A wish to see a field: the inspector scrolls there and focuses it. `at` makes each wish a new one. */
export type FieldWish = { field: string | null; at: number };

/** What a person works on, and whether it is stored. */
export type DocumentState = {
  document: WorkflowDocument;
  name: string;
  selection: Selection;
  history: UndoHistory;
  save: SaveState;
  /** Why the latest edit could not be made; null when it could. */
  refused: { message: string; at: number } | null;
  wish: FieldWish | null;
  /** What is wrong with the drawing, as of a moment ago. */
  issues: readonly Issue[];
  /** Problems by node, for the marks on the canvas. */
  problemCounts: ReadonlyMap<string, { count: number; blocking: boolean }>;
  connections: readonly ConnectionChoice[];
  prices: readonly KnownPrice[] | undefined;
  lastRun: SampleRun | null;

  /**
   * Makes a gesture's edits, all or none, as one undo step. `typing` names the field of a stretch of typing, which is
   * coalesced. Gives why it could not be done, else null.
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
};

export type DocumentStore = StoreApi<DocumentState>;

const nothing: Selection = { nodes: [], edges: [] };

type Options = {
  document: WorkflowDocument;
  name: string;
  seq: number;
  saveEdits: SaveEdits;
  connections?: readonly ConnectionChoice[];
  prices?: readonly KnownPrice[];
  lastRun?: SampleRun | null;
};

/** Makes the store of one open workflow. */
export function createDocumentStore(options: Options): DocumentStore {
  let confirmed = options.document;

  return createStore<DocumentState>((set, get) => {
    const queue = createSaveQueue({
      seq: options.seq,
      saveEdits: options.saveEdits,
      onState: (save) => set({ save }),
      onStored(sent, others) {
        const after = applyEdits(confirmed, editsOf([...others, ...sent]));
        // The server has just made the same edits on the same document.
        confirmed = "problem" in after ? get().document : after.document;
        if (others.length === 0) return;
        const before = get().document;
        const { document, misfits } = applyWhatFits(confirmed, queue.unsaved());
        queue.drop(new Set(misfits.map(({ id }) => id)));
        set({
          document,
          selection: stillThere(get().selection, document),
          history: withoutTouched(get().history, editsOf(others)),
          ...(misfits.length > 0 && { refused: { message: leftOut(misfits, before), at: Date.now() } }),
        });
      },
    });

    /** Applies and queues; gives the inverse, or null after saying why not. */
    function make(edits: readonly GraphEdit[], typing?: string): GraphEdit[] | null {
      const edited = applyEdits(get().document, edits);
      if ("problem" in edited) {
        set({ refused: { message: edited.problem, at: Date.now() } });
        return null;
      }
      set({
        document: edited.document,
        refused: null,
        selection: stillThere(get().selection, edited.document),
      });
      queue.add([...edits], typing);
      return edited.inverse;
    }

    function takeBack(from: "undo" | "redo"): void {
      const history = get().history;
      const step = history[from].at(-1);
      if (!step) return;
      const inverse = make(step.inverse);
      const rest = history[from].slice(0, -1);
      const to = from === "undo" ? "redo" : "undo";
      const other: readonly UndoStep[] =
        inverse === null ? history[to] : [...history[to], { inverse, typing: null, at: Date.now() }];
      set({ history: from === "undo" ? { undo: rest, redo: other } : { undo: other, redo: rest } });
    }

    return {
      document: options.document,
      name: options.name,
      selection: nothing,
      history: { undo: [], redo: [] },
      save: { state: "saved" },
      refused: null,
      wish: null,
      issues: [],
      problemCounts: new Map(),
      connections: options.connections ?? [],
      prices: options.prices,
      lastRun: options.lastRun ?? null,
      edit(edits, { typing, select } = {}) {
        if (edits.length === 0) return null;
        const inverse = make(edits, typing);
        if (inverse === null) return get().refused?.message ?? "this can't be done";
        set({
          history: remember(get().history, { inverse, typing: typing ?? null, at: Date.now() }),
          ...(select && { selection: select }),
        });
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
    };
  });
}

const editsOf = (sent: readonly SentEdit[]) => sent.map(({ edit }) => edit);

/** What I have not stored yet, on top of what others did; and what of it no longer fits. */
function applyWhatFits(
  document: WorkflowDocument,
  sent: readonly SentEdit[],
): { document: WorkflowDocument; misfits: SentEdit[] } {
  let current = document;
  const misfits: SentEdit[] = [];
  for (const one of sent) {
    const edited = applyEdits(current, [one.edit]);
    if ("problem" in edited) misfits.push(one);
    else current = edited.document;
  }
  return { document: current, misfits };
}

/** Says which changes were given up; `before` still has what they are about. */
function leftOut(misfits: readonly SentEdit[], { graph }: WorkflowDocument): string {
  const idsOf = ({ edit }: SentEdit): string[] => {
    if (edit.type === "graph-change") return [];
    if (edit.type === "node-add") return [edit.node.id];
    const edge = edit.type === "edge-add" ? edit.edge : graph.edges.find(({ id }) => id === edit.id);
    return edge ? [edge.from, edge.to] : "id" in edit ? [edit.id] : [];
  };
  const ids = new Set(misfits.flatMap(idsOf));
  const names = graph.nodes.filter(({ id }) => ids.has(id)).map(({ name }) => `“${name || "No name"}”`);
  const where = names.length > 0 ? ` at ${names.join(" and ")}` : "";
  return `What you changed${where} is left out: it was removed meanwhile, in another tab or by someone else.`;
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
