import { z } from "zod";
import type { WorkflowDocument } from "../graph/graph.ts";
import { GraphEdit } from "../graph/graph-edit.ts";

const Id = z.string().min(1).max(100);
const Seq = z.int().nonnegative();

/** An edit on its way to the server. Its `id` makes sending it twice harmless. */
export const SentEdit = z.strictObject({
  id: Id,
  edit: GraphEdit,
  /** The open page that made it. */
  page: Id,
  /** Number of the last stored edit that the page showed when the edit was made. */
  base: Seq,
  /** The gesture that it belongs to: its edits are taken back together. */
  step: Id,
  /** The gesture that this one takes back. */
  undoes: Id.optional(),
});
export type SentEdit = z.infer<typeof SentEdit>;

/** Most edits of one request, and the length from which on a further edit goes with the next, characters of JSON. */
export const MAX_SLICE_EDITS = 500;
export const MAX_SLICE_LENGTH = 500_000;
/** The longest edit, characters of JSON: room for every text of a node at its longest. It is sent alone. */
export const MAX_EDIT_LENGTH = 5_000_000;
/** What a request may take, bytes: an edit or a slice at its longest, where each character takes three. */
export const MAX_SAVE_BYTES = 3 * (MAX_EDIT_LENGTH + MAX_SLICE_LENGTH);

/** A request to store edits. It is answered with what was stored after `baseSeq`, these edits among it; null: with all. */
export const SaveEdits = z.object({
  baseSeq: Seq.nullable(),
  edits: z.array(SentEdit).max(MAX_SLICE_EDITS),
});
export type SaveEdits = z.infer<typeof SaveEdits>;

/** An edit as it stands in the workflow's history under the number `seq`: 1, 2, 3 … without gaps. */
export const StoredEdit = z.strictObject({
  seq: Seq,
  id: Id,
  page: Id,
  by: z.strictObject({ userId: z.string(), name: z.string() }),
  base: Seq,
  step: Id,
  undoes: Id.nullable(),
  /** `folded`: a later edit of the same stretch of typing says more; `dropped`: too old to be kept. */
  content: z.discriminatedUnion("state", [
    z.strictObject({ state: z.literal("made"), edit: GraphEdit }),
    /** It could not be made any more when it came: it stands in the history, and changed nothing. */
    z.strictObject({ state: z.literal("lost"), edit: GraphEdit, why: z.string() }),
    z.strictObject({ state: z.literal("folded") }),
    z.strictObject({ state: z.literal("dropped") }),
  ]),
});
export type StoredEdit = z.infer<typeof StoredEdit>;

/**
 * What was stored after a page's `baseSeq`, in the server's order and up to `seq`. With `document`, which is the workflow
 * as of `seq`, the page was too far behind, and `edits` are only those of its own request.
 */
export const SavedEdits = z.object({
  seq: Seq,
  edits: z.array(StoredEdit),
  // The server reads every document by its schemas before it hands it on.
  document: z.custom<WorkflowDocument>((value) => typeof value === "object" && value !== null).optional(),
});
export type SavedEdits = z.infer<typeof SavedEdits>;

/** A stored edit with what takes it back, for a page that opens. */
export type RememberedEdit = StoredEdit & { inverse: GraphEdit[] };
