import { z } from "zod";
import type { WorkflowDocument } from "../graph/graph.ts";

/** Who may open a link. */
export const LinkAudience = z.enum(["anyone", "signed-in"]);
export type LinkAudience = z.infer<typeof LinkAudience>;

/** The longest that a link may be open, days. */
export const MOST_LINK_DAYS = 365;

export const NewLink = z.strictObject({
  workflowId: z.string().max(100),
  version: z.int().positive(),
  audience: LinkAudience,
  /** Whether instructions, templates and notes go out. */
  instructions: z.boolean(),
  /** Whether forms, contexts, parameters and conditions go out. */
  fields: z.boolean(),
  /** Null: until it is revoked. */
  days: z
    .int("a whole number of days")
    .min(1, "at least one day")
    .max(MOST_LINK_DAYS, `at most ${MOST_LINK_DAYS} days`)
    .nullable(),
});
export type NewLink = z.infer<typeof NewLink>;

/** A link in the list; its address is shown once, when it is made. Times are epoch ms. */
export type LinkRow = {
  id: string;
  workflowId: string;
  workflowName: string;
  version: number;
  audience: LinkAudience;
  instructions: boolean;
  fields: boolean;
  by: string;
  createdAt: number;
  expiresAt: number | null;
  state: "open" | "expired" | "revoked";
};

/** All that a link to a version shows. There is nothing else in it: no ids of people, workspaces or connections. */
export type SharedVersion = {
  name: string;
  version: number;
  /** Epoch ms. */
  publishedAt: number;
  /** The drawing, built from what is allowed. */
  document: WorkflowDocument;
};
