import { createStore, type StoreApi } from "zustand/vanilla";
import { createRunPaint, type WritableRunPaint } from "@/components/canvas/run-paint.ts";
import { createRunSources, type RunSources } from "@/components/trace/run-sources.ts";
import type { JsonObject } from "@/lib/graph/json.ts";
import type { ObjectSchema } from "@/lib/graph/json-schema.ts";
import type { RunMode } from "@/lib/run/run-mode.ts";
import { MAX_INPUT_LENGTH } from "@/lib/views/run-input.ts";
import type { RunPriority, ShownRun } from "@/lib/views/run-setup.ts";
import type { FieldProblems } from "./check-input.ts";
import { createLiveRun, type LiveRun } from "./live-run.ts";
import type { RunSetupProps } from "./run-props.ts";
import { startInput } from "./start-input.ts";

/** The run shown on the page, with what its details need. */
export type ShownSession = {
  run: LiveRun;
  /** It had not ended when the page began to show it. */
  isNew: boolean;
  paint: WritableRunPaint;
  sources: RunSources;
  input: JsonObject;
  mode: RunMode;
};

type StartRequest = {
  schema: ObjectSchema;
  /** Null: use what is in the form. */
  input: JsonObject | null;
  /** Resolves once everything that a run needs is stored; false when that failed. */
  ready: () => Promise<boolean>;
};

/** The state of running a workflow on its page: the form's draft, the run shown, what is selected in it. */
export type RunSessionState = {
  setup: RunSetupProps;
  /** Updates to what the server now knows; the run that it names is shown if none is. */
  renew: (setup: RunSetupProps) => void;
  /** Restores an earlier setup. */
  recall: (before: Pick<RunSessionState, "mode" | "instant" | "priority" | "draft">) => void;
  shown: ShownSession | null;
  /** Null: untouched, so the form shows the latest input or the defaults. */
  draft: JsonObject | null;
  setDraft: (draft: JsonObject | null) => void;
  mode: RunMode;
  setMode: (mode: RunMode) => void;
  instant: boolean;
  setInstant: (instant: boolean) => void;
  priority: RunPriority;
  setPriority: (priority: RunPriority) => void;
  fields: FieldProblems;
  /** Why the latest start or cancel failed. */
  problem: string | null;
  starting: boolean;
  selected: number | null;
  select: (span: number | null) => void;
  /** The span whose details stand beside the canvas, with the node's settings; null: none. */
  beside: number | null;
  showBeside: (span: number | null) => void;
  /** The visit to a workflow whose inner graph the canvas shows; null: the run's own graph. */
  inside: number | null;
  openInside: (visit: number | null) => void;
  /** Checks the input, waits until `ready`, and starts. False: `problem` or `fields` tell why it did not start. */
  start: (request: StartRequest) => Promise<boolean>;
  cancel: () => Promise<void>;
  /** Stops showing a run; if it is under way it goes on. Its input stays in the form. */
  putAway: () => void;
};

export type RunSession = StoreApi<RunSessionState>;

/** The check of an input makes a schema of the form, which is much code: it comes after the page. */
export const fetchInputCheck = () => import("./check-input.ts");

/**
 * The session of one workflow page. `onShown` gets the id of each run that it starts, and null when the run is put
 * away.
 */
export function createRunSession(setup: RunSetupProps, onShown: (runId: string | null) => void): RunSession {
  const putAway = new Set<string>();
  return createStore<RunSessionState>((set, get) => ({
    setup,
    shown: setup.shown && sessionOf(setup.runsUrl, setup.shown),
    draft: null,
    mode: setup.shown?.mode === "real" && setup.realModel.ready ? "real" : "simulated",
    instant: false,
    priority: "normal",
    fields: {},
    problem: null,
    starting: false,
    selected: null,
    beside: null,
    inside: null,
    openInside: (inside) => set({ inside }),
    renew(next) {
      const { shown } = get();
      const named = next.shown && !putAway.has(next.shown.runId) ? next.shown : null;
      set({ setup: next, shown: shown ?? (named && sessionOf(next.runsUrl, named)) });
    },
    recall({ mode, instant, priority, draft }) {
      const possible = mode === "simulated" || get().setup.realModel.ready;
      set({ instant, priority, draft, ...(possible && { mode }) });
    },
    setDraft: (draft) => set({ draft, fields: {} }),
    setMode: (mode) => set({ mode }),
    setInstant: (instant) => set({ instant }),
    setPriority: (priority) => set({ priority }),
    select: (selected) => set({ selected }),
    showBeside: (beside) => set({ beside }),

    async start({ schema, input: given, ready }) {
      const { starting, mode, instant, priority } = get();
      if (starting) return false;
      const input = given ?? draftOf(get(), schema);
      const { length } = JSON.stringify(input);
      if (length > MAX_INPUT_LENGTH) {
        const million = (characters: number) => (characters / 1e6).toFixed(1);
        const most = `at most ${million(MAX_INPUT_LENGTH)} million characters`;
        set({ problem: `The input is too long: expected ${most}, got ${million(length)} million.` });
        return false;
      }
      set({ problem: null, draft: input, starting: true });
      try {
        const { checkInput } = await fetchInputCheck();
        const fields = checkInput(schema, input);
        set({ fields });
        if (Object.keys(fields).length > 0) return false;
        if (!(await ready())) {
          set({
            problem: "Your latest changes could not be stored, so the run would not have them. Try again.",
          });
          return false;
        }
        const answer = await get().setup.start({ mode, input, instant, priority });
        if (!answer.ok) {
          set({ fields: answer.fields ?? {}, problem: answer.message });
          return false;
        }
        const { runId, plan, workflows } = answer;
        const { runsUrl } = get().setup;
        const shown = sessionOf(runsUrl, { runId, plan, workflows, input, mode, events: [] });
        set({ shown, selected: null, inside: null });
        onShown(runId);
        return true;
      } catch {
        set({ problem: "The server could not be reached. Check that it is running, and try again." });
        return false;
      } finally {
        set({ starting: false });
      }
    },

    async cancel() {
      const { shown } = get();
      if (!shown) return;
      set({ problem: null });
      try {
        const answer = await get().setup.cancel(shown.run.runId);
        if (!answer.ok) set({ problem: answer.message });
      } catch {
        set({ problem: "The server could not be reached, so the run goes on. Try again." });
      }
    },

    putAway() {
      const { shown, draft } = get();
      if (!shown || shown.run.head().endedAt === null) return;
      putAway.add(shown.run.runId);
      set({ shown: null, selected: null, inside: null, draft: draft ?? shown.input });
      onShown(null);
    },
  }));
}

/** What the form shows: what was typed, or else the latest input, or else the defaults. */
export function draftOf(state: Pick<RunSessionState, "draft" | "shown">, schema: ObjectSchema): JsonObject {
  const known = state.draft ?? state.shown?.input ?? startInput(schema);
  // A field that is no longer in the form could be neither seen nor removed.
  const shown = Object.entries(known).filter(([name]) => Object.hasOwn(schema.properties, name));
  return shown.length === Object.keys(known).length ? known : Object.fromEntries(shown);
}

function sessionOf(runsUrl: string, { runId, events, plan, workflows, input, mode }: ShownRun): ShownSession {
  const run = createLiveRun({ runId, url: `${runsUrl}/${runId}/events`, events, plan });
  const isNew = run.head().endedAt === null;
  return {
    run,
    isNew,
    paint: createRunPaint(),
    sources: createRunSources({ runsUrl, runId, plan, workflows }),
    input,
    mode,
  };
}
