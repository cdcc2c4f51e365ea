import { z } from "zod";
import type { Change } from "../graph/diff/change.ts";
import type { WorkflowDocument } from "../graph/graph.ts";

const WorkflowId = z.string().max(100);
const Version = z.int().min(1).max(2_147_483_647);

/** The longest note of a version, characters. */
export const MAX_NOTE = 500;

/** A request to publish a workflow as it is stored. */
export const PublishVersion = z.strictObject({
  workflowId: WorkflowId,
  /** What is new in it, for people. */
  note: z.string().trim().max(MAX_NOTE, `Use at most ${MAX_NOTE} characters.`),
  /** The last edit of what was looked at before: refused if there is a later one by now. Absent: whatever is stored. */
  seq: z.int().nonnegative().optional(),
});
export type PublishVersion = z.infer<typeof PublishVersion>;

/** One version of one workflow. */
export const VersionOf = z.strictObject({ workflowId: WorkflowId, version: Version });
export type VersionOf = z.infer<typeof VersionOf>;

/** Two states of a workflow to compare: versions, or the draft. */
const Compared = z.union([Version, z.literal("draft")]);
export const CompareVersions = z.strictObject({ workflowId: WorkflowId, from: Compared, to: Compared });
export type CompareVersions = z.infer<typeof CompareVersions>;

/** A published version that something uses. `name` null: there is no such workflow in the workspace. */
export type UsedVersion = { id: string; name: string | null; version: number; deleted: boolean };

/** What uses a published version: another workflow, in its draft (`version` null) or in a version of its own. */
export type VersionUser = {
  id: string;
  name: string;
  version: number | null;
  deleted: boolean;
  usesVersion: number;
};

/** A version in the list; `at` is epoch ms. */
export type VersionRow = {
  version: number;
  note: string;
  by: string;
  at: number;
  isNewest: boolean;
  /** How many nodes its document has. */
  nodes: number;
  uses: UsedVersion[];
  usedBy: VersionUser[];
};

/** The versions of a workflow, the newest first, and what would be published next. */
export type VersionList = {
  versions: VersionRow[];
  /** How the draft differs from the newest version; null: there is none yet. */
  sinceNewest: Change[] | null;
  /** The last edit of the draft, and who has edited it since the newest version, the latest first. */
  draft: { seq: number; editedBy: string[] };
};

/** A version as it is opened. */
export type ReadVersion = {
  version: number;
  note: string;
  by: string;
  at: number;
  isNewest: boolean;
  document: WorkflowDocument;
};
