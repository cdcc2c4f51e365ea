import type { GraphEdit } from "./graph-edit.ts";
import type { KnownPrice } from "./known-price.ts";

/** What can be wrong with a drawing. */
export type IssueCode =
  | "asks-in-circle"
  | "body-refused"
  | "connection-kind"
  | "connection-missing"
  | "connection-offline"
  | "cycle"
  | "dead-end"
  | "duplicate-edge"
  | "duplicate-field"
  | "edge-misfit"
  | "empty-context"
  | "empty-output"
  | "expression"
  | "field-not-declared"
  | "field-not-filled"
  | "flow-from-asked"
  | "header-refused"
  | "inner-address"
  | "model-not-listed"
  | "no-condition"
  | "no-connection"
  | "no-description"
  | "no-input"
  | "no-instructions"
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
  | "nothing-fills"
  | "output-unreached"
  | "parameter-not-declared"
  | "parameter-unused"
  | "required-unknown"
  | "result-later"
  | "result-unused"
  | "several-inputs"
  | "unknown-field"
  | "unknown-kind"
  | "unknown-name"
  | "unknown-result"
  | "unreachable"
  | "url-refused"
  | "wrong-type";

/** One problem of a drawing, in plain words; an error keeps it from running. `field` leads to the property. */
export type Issue = {
  code: IssueCode;
  severity: "error" | "warning";
  nodeId?: string;
  edgeId?: string;
  field?: string[];
  message: string;
  /** In runs of this mode alone it matters; absent: in every run. */
  mode?: "real";
  /** What a button can do about it: `label` says what, `edits` applied together remove the issue. */
  fix?: { label: string; edits: GraphEdit[] };
};

/** A connection as far as a drawing needs to know it. `models`: those that it lists, none where it lists nothing. */
export type KnownConnection = {
  id: string;
  kind: string;
  name: string;
  offline: boolean;
  models?: readonly string[];
  /** For models: it is the workspace's default. */
  isDefault?: boolean;
};

/**
 * What lies outside the drawing; absent, nothing is said about connections. `prices`: the first that fits a model holds;
 * absent, nothing is said about what models cost.
 */
export type Surroundings = { connections: KnownConnection[]; prices?: readonly KnownPrice[] };
