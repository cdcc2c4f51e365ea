import type { Json, JsonObject } from "../../../../graph/json.ts";
import type { PlanFlow } from "../../../../plan/plan.ts";

/** Why a visit did not end well. */
export type Failed = { code: string; message: string };

/**
 * What a visit came to by itself: before a default result takes a failure's place, and before it counts that nobody
 * needed the visit any more. A visit that failed may leave a part of a result.
 */
export type WorkEnd =
  /** `over`: the handoff along which it gives control away. */
  | { status: "ok"; result: Json; over?: string }
  | { status: "failed"; failure: Failed; result?: Json }
  | { status: "unknown"; failure: Failed }
  | { status: "cancelled" };

/** What happens to a run, in the order of its log: `at` in ms since the run began. `visit` counts from 0 for each step. */
export type Fact =
  /** `doubt`: the code of an effect inside it of which nobody knows whether it happened, however the visit ended. */
  | { what: "end"; step: string; visit: number; end: WorkEnd; at: number; doubt?: string | null }
  /** The time within which a step waits for flows is over. */
  | { what: "time"; step: string; at: number }
  /** A person cancels the run. */
  | { what: "cancel"; at: number };

/** What a step receives, or the code of the failure with which its visit ends because it can't. */
export type Received = { ok: true; value: JsonObject } | { ok: false; code: string };

export type EndStatus = "ok" | "failed" | "unknown" | "cancelled";

/** What must follow from a fact. `passed` and `live` are flows by their edges' ids, in the plan's order. */
export type Consequence =
  | {
      what: "begin";
      step: string;
      visit: number;
      passed: string[];
      received: Received;
      /** The steps that led there, through branches, and on which end. */
      sources: { step: string; on: PlanFlow["on"] }[];
    }
  | { what: "cancel"; step: string; visit: number }
  | { what: "end"; step: string; visit: number; status: EndStatus; code: string | null; result?: Json }
  /** The flows that are live after a visit; `back` is the way back that is taken. */
  | { what: "settle"; step: string; visit: number; live: string[]; back: string | null }
  | { what: "stop"; status: EndStatus; code: string | null }
  | {
      what: "run-end";
      status: EndStatus;
      code: string | null;
      answer: { step: string; visit: number } | null;
    };
