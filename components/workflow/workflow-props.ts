import type { ReactNode } from "react";
import type { RunPaint } from "@/components/canvas/run-paint.ts";
import type { VersionActions } from "@/components/versions/version-actions.ts";
import type { WorkflowDocument } from "@/lib/graph/graph.ts";
import type { PublishedWorkflow } from "@/lib/graph/issue.ts";
import type { KnownPrice } from "@/lib/graph/known-price.ts";
import type { PinnedWorkflow } from "@/lib/graph/node.ts";
import type { SqlCheck, SqlChecked, SqlTrial, SqlTried } from "@/lib/graph/sql-trial.ts";
import type { SampleRun } from "@/lib/trace/sample-run.ts";
import type { Answer } from "@/lib/views/answer.ts";
import type { RememberedEdit, SavedEdits, SentEdit } from "@/lib/views/workflow-edits.ts";
import type { WorkflowLibrary } from "./workflow-library.ts";

/**
 * Stores edits, in order, and answers with what was stored after `baseSeq` (null: with the document). It throws when
 * nobody knows whether they were stored.
 */
export type SaveEdits = (baseSeq: number | null, edits: SentEdit[]) => Promise<Answer<SavedEdits>>;

/** A connection as forms offer it; never its secret. */
export type ConnectionChoice = {
  id: string;
  name: string;
  kind: "model" | "sqlite" | "postgres" | "smtp" | "http";
  /** Where it leads, in a few words: "SQLite, demo company", "api.openai.com". */
  detail: string;
  /** Practice connections take effects even from simulated runs. */
  practice: boolean;
  /** Taken offline by a person; runs that need it fail. */
  offline: boolean;
  /** Why runs can't reach it now, in a sentence; absent, nothing is known against it. */
  unreachable?: string;
  /** Model names known for a model connection. */
  models: string[];
  /** For models: the one that is used where none is chosen. */
  isDefault?: boolean;
};

/** Tries an SQL statement on a connection of the workspace, changing nothing. */
export type TrySql = (trial: SqlTrial) => Promise<Answer<SqlTried>>;

/** Has a database of the workspace read a statement, which is not run. Throws when nobody answered. */
export type CheckSql = (check: SqlCheck) => Promise<Answer<SqlChecked>>;

/** Loads published versions of workflows, and what these use. Throws when nobody answered. */
export type LoadPublished = (
  pins: readonly PinnedWorkflow[],
) => Promise<Answer<{ workflows: PublishedWorkflow[] }>>;

/** All that the page of one workflow gets from outside. */
export type WorkflowPageProps = {
  workflowId: string;
  name: string;
  document: WorkflowDocument;
  /** Number of the last stored edit of `document`. */
  seq: number;
  /** The latest edits up to `seq`, for taking back what the person did before; absent, nothing is remembered. */
  remembered?: readonly RememberedEdit[];
  /** Who has the page open. */
  userId: string;
  saveEdits: SaveEdits;
  /** Where the event stream of what is stored comes from; absent, it is heard of with the next save. */
  editsUrl?: string;
  renameWorkflow: (name: string) => Promise<Answer<object>>;
  connections: readonly ConnectionChoice[];
  /** Absent: statements can't be tried. */
  trySql?: TrySql;
  /** Absent: databases are not asked about statements. */
  checkSql?: CheckSql;
  /** The published versions that `document` uses, directly and through others. */
  published?: readonly PublishedWorkflow[];
  /** Absent: nothing is known of what the drawing comes to use. */
  loadPublished?: LoadPublished;
  /** Absent: it can't be published. */
  versions?: VersionActions;
  /** Absent: published workflows can't be looked up, so none can be chosen. */
  library?: WorkflowLibrary;
  /** What models cost, for limits of cost; absent, nothing is said about it. */
  prices?: readonly KnownPrice[];
  /** Values of the latest run, where there is one. */
  lastRun?: SampleRun | null;
  /** A run to paint on the canvas; null or absent while none is shown. */
  paint?: RunPaint | null;
  /** At the end of the top bar: Simulated or Real, would cost, Run. */
  runControls?: ReactNode;
  /** Under the canvas: input, score, conversation. */
  runPanel?: ReactNode;
  /** What a node did in the shown run; a second tab of the inspector. */
  nodeRun?: (nodeId: string) => ReactNode;
  /** The inside of a workflow of the shown run, in place of the canvas; and how to come back from there. */
  inside?: ReactNode;
  leaveInside?: () => void;
  /** Told when a person selects a node (null: nothing). */
  onSelectNode?: (nodeId: string | null) => void;
};
