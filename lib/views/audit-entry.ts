import { z } from "zod";

/** What an entry of the audit is of. Drawing has its own history, and what runs do has their logs. */
export const AuditName = z.enum([
  "workspace-make",
  "workspace-rename",
  "retention-change",
  "member-join",
  "member-role",
  "member-remove",
  "member-leave",
  "invitation-make",
  "invitation-revoke",
  "token-make",
  "token-revoke",
  "link-make",
  "link-revoke",
  "links-allow",
  "connection-make",
  "connection-change",
  "connection-default",
  "connection-remove",
  "price-make",
  "price-remove",
  "workflow-make",
  "workflow-rename",
  "workflow-delete",
  "workflow-restore",
  "version-publish",
  "run-keep",
  "run-delete",
  "demo-change",
]);
export type AuditName = z.infer<typeof AuditName>;

/** Facts in an entry: what a field was or has become. Never a secret. */
const Facts = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));

/** Who changed what. */
export const AuditEntry = z.strictObject({
  seq: z.int(),
  /** Epoch ms. */
  at: z.number(),
  /** The person by id, and by the name that they had then. */
  by: z.strictObject({ userId: z.string(), name: z.string() }),
  /** Where the request came from: an IP address, or "unknown". */
  address: z.string(),
  what: AuditName,
  /** What it was done to: its id, and the name that it had then. */
  about: z.strictObject({ id: z.string(), name: z.string() }),
  before: Facts,
  after: Facts,
});
export type AuditEntry = z.infer<typeof AuditEntry>;
