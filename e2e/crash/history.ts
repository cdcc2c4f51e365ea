import type { Crypto } from "../../lib/engine/ports.ts";
import type { Plan } from "../../lib/plan/plan.ts";
import type { ShownEvent } from "./event-reader.ts";
import type { Effect } from "./ledger-effects.ts";
import type { LedgerCall } from "./ledger-endpoint.ts";

/** A row of the log as it stands in the database: the seq of its last event, and the JSON of each as readers get it. */
export type LogRow = { seq: number; epoch: number; events: string[]; hash: string };

/** A run as the database has it. Times are epoch ms. */
export type StoredRun = {
  id: string;
  workspaceId: string;
  plan: Plan;
  rows: LogRow[];
  /** Contents of values by hash. */
  values: Map<string, string>;
  head: {
    epoch: number;
    lastSeq: number;
    status: string;
    owner: string | null;
    /** When the lease lapses or, of a run that waits, when somebody must look again. */
    dueAt: number | null;
    chainHash: string;
  };
  /** The status that lists show. */
  listed: string | null;
};

/** Everything that is known from outside about what runs did. */
export type History = {
  runs: StoredRun[];
  /** By which values are hashed. */
  mac: Crypto["mac"];
  calls: Pick<LedgerCall, "bodyHash" | "state" | "usage">[];
  effects: Effect[];
  /** What each reader was shown, in order. */
  shown: ShownEvent[][];
  /** Runs that a person asked to cancel. */
  cancelled: Set<string>;
  /** Runs over which tests have killed one runner after the other. */
  poisoned: Set<string>;
  /** Kills, stops, cuts and restarts so far. */
  faults: number;
};

/** Something that must never be, in words that name the run and the events. */
export type Violation = { check: string; runId: string; message: string };
