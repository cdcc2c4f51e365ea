import type { Graph } from "./graph.ts";
import type { GraphEdit } from "./graph-edit.ts";
import type { KnownPrice } from "./known-price.ts";

/** What can be wrong with a drawing. */
export type IssueCode =
  | "asks-in-circle"
  | "body-refused"
  | "cannot-fail"
  | "case-unreachable"
  | "connection-kind"
  | "connection-missing"
  | "connection-offline"
  | "connection-unreachable"
  | "cycle"
  | "database-refuses"
  | "dead-end"
  | "duplicate-edge"
  | "duplicate-field"
  | "edge-misfit"
  | "empty-context"
  | "empty-output"
  | "expression"
  | "failure-covered"
  | "field-not-declared"
  | "field-not-filled"
  | "flow-from-asked"
  | "handoff-from-asked"
  | "header-refused"
  | "inner-address"
  | "join-alone"
  | "join-never"
  | "loop-left"
  | "map-without-worker"
  | "model-not-listed"
  | "name-reserved"
  | "no-cases"
  | "no-condition"
  | "no-connection"
  | "no-correction"
  | "no-description"
  | "no-else"
  | "no-input"
  | "no-instructions"
  | "no-items"
  | "no-model"
  | "no-name"
  | "no-output"
  | "no-path"
  | "no-price"
  | "no-rules"
  | "no-statement"
  | "no-template"
  | "no-value-fits"
  | "no-workers"
  | "no-workflow"
  | "not-a-list"
  | "nothing-fills"
  | "output-unreached"
  | "parameter-not-declared"
  | "parameter-unused"
  | "place-in-instructions"
  | "required-unknown"
  | "result-later"
  | "result-misfit"
  | "result-unused"
  | "second-else"
  | "second-worker"
  | "several-inputs"
  | "statement-refused"
  | "unknown-field"
  | "unknown-kind"
  | "unknown-name"
  | "unknown-result"
  | "unreachable"
  | "url-refused"
  | "way-back-always"
  | "way-back-forward"
  | "way-back-middle"
  | "workflow-broken"
  | "workflow-circle"
  | "workflow-deep"
  | "workflow-deleted"
  | "workflow-form"
  | "workflow-missing"
  | "wrong-type";

/** One problem of a drawing, in plain words; an error prevents runs. `field` leads to the property. */
export type Issue = {
  code: IssueCode;
  severity: "error" | "warning";
  nodeId?: string;
  edgeId?: string;
  field?: string[];
  message: string;
  /** The only mode in which it matters; absent: in every run. */
  mode?: "real";
  /** A fix for a button: `label` names it, and applying `edits` together removes the issue. */
  fix?: Fix;
  /** Other ways to solve it, the likeliest first, where there are several to choose from. */
  otherFixes?: Fix[];
};

export type Fix = { label: string; edits: GraphEdit[] };

/** Which runs an issue keeps from starting: all, real ones alone, or none. */
export function keepsFrom({
  severity,
  mode,
}: Pick<Issue, "severity" | "mode">): "every-run" | "real-runs" | "no-run" {
  if (severity === "warning") return "no-run";
  return mode === "real" ? "real-runs" : "every-run";
}

/** A connection as far as a drawing needs to know it. `models`: those that it lists, none where it lists nothing. */
export type KnownConnection = {
  id: string;
  kind: string;
  name: string;
  offline: boolean;
  /** Why runs can't reach it now, in a sentence. */
  unreachable?: string;
  models?: readonly string[];
  /** For models: whether it is the workspace's default. */
  isDefault?: boolean;
};

/** A published version of a workflow, which never changes. `latest`: the newest version; `deleted`: the workflow is. */
export type PublishedWorkflow = {
  id: string;
  version: number;
  name: string;
  latest: number;
  deleted: boolean;
  graph: Graph;
};

/**
 * What checks need to know from outside the drawing; without it, they say nothing about connections. `prices`: the
 * first that fits a model counts; absent: checks say nothing about costs. `refusedStatements`: what databases have said
 * of statements that they would not run, by `sqlCheckKey`. `workflow`: the id of the drawing's own workflow, where it has
 * one. `workflows`: the versions that the drawing uses, and those that these use; absent: checks say nothing about them.
 */
export type Surroundings = {
  connections: readonly KnownConnection[];
  prices?: readonly KnownPrice[];
  refusedStatements?: ReadonlyMap<string, string>;
  workflow?: string;
  workflows?: readonly PublishedWorkflow[];
};

/** All that would solve an issue, the likeliest first. */
export const fixesOf = ({ fix, otherFixes = [] }: Issue): readonly Fix[] => (fix ? [fix, ...otherFixes] : []);
