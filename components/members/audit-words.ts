import { markHidden } from "@/lib/graph/hidden-characters.ts";
import type { AuditEntry, AuditName } from "@/lib/views/audit-entry.ts";

/** What was done, before the name of what it was done to. */
export const auditWords: Record<AuditName, string> = {
  "workspace-make": "made the workspace",
  "workspace-rename": "renamed the workspace",
  "retention-change": "changed how long runs are kept in",
  "member-join": "joined as a member:",
  "member-role": "changed the role of",
  "member-remove": "removed",
  "member-leave": "left:",
  "invitation-make": "made an invitation:",
  "invitation-revoke": "revoked an invitation:",
  "token-make": "made the token",
  "token-revoke": "revoked the token",
  "link-make": "made a link to",
  "link-revoke": "revoked a link to",
  "links-allow": "changed whether links are allowed in",
  "connection-make": "stored the connection",
  "connection-change": "changed the connection",
  "connection-default": "made the default model connection:",
  "connection-remove": "removed the connection",
  "price-make": "added a price for",
  "price-remove": "removed a price for",
  "workflow-make": "made the workflow",
  "workflow-rename": "renamed the workflow",
  "workflow-delete": "deleted the workflow",
  "workflow-restore": "brought back the workflow",
  "version-publish": "published a version of",
  "run-keep": "changed whether a run is kept, of",
  "run-delete": "deleted a run of",
  "demo-change": "changed the demo company:",
};

/** Facts as a line: "role: editor, places: 3". Ids, which say nothing to a person, are in the file alone. */
export function factWords(facts: AuditEntry["before"]): string {
  return Object.entries(facts)
    .filter(([name, value]) => value !== null && value !== "" && name !== "invitation")
    .map(([name, value]) => `${factNames[name] ?? name}: ${markHidden(shown(String(value)))}`)
    .join(", ");
}

/** What facts are called, where that is not their name. */
const factNames: Record<string, string> = {
  leadsTo: "leads to",
  newSecret: "another secret",
  expiresAt: "until",
  editSeq: "edit",
  cachedInput: "cached input",
};

/** A moment as its day. */
const shown = (value: string) => (/^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(value) ? value.slice(0, 10) : value);
