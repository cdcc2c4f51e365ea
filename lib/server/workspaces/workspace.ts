import { randomInt } from "node:crypto";
import { latinWords } from "../../graph/latin-words.ts";
import type { WorkspaceRow } from "../../views/account.ts";
import { Role } from "../../views/roles.ts";
import type { Person } from "../accounts/viewer.ts";
import { addPracticeConnections } from "../connections/practice.ts";
import { server } from "../ports.ts";
import { importRecording, loadRecording } from "../runs/recorded-runs.ts";
import { templates } from "../workflows/templates.ts";
import { addWorkflow } from "../workflows/workflow-record.ts";

/** Creates a workspace with its owner and an editable copy of the first template; `workflowId` is that workflow's. */
export async function createWorkspace(wanted: {
  userId: string;
  name: string;
  /** Whether to add the practice connections of the demo company and the template's recorded run. */
  practice: boolean;
}): Promise<{ workspaceId: string; slug: string; workflowId: string }> {
  const { db, demo } = await server();
  const [template] = templates;
  const slug = newSlug(wanted.name);
  const made = await db.$transaction(async (tx) => {
    const { id: workspaceId } = await tx.workspace.create({
      data: { name: wanted.name, slug, members: { create: { userId: wanted.userId, role: "owner" } } },
    });
    if (wanted.practice) await addPracticeConnections(tx, workspaceId);
    const workflowId = await addWorkflow(tx, {
      workspaceId,
      name: template.name,
      document: template.document(),
      templateId: template.id,
    });
    return { workspaceId, slug, workflowId };
  });
  if (!wanted.practice) return made;
  await demo.ensure(new Date().toISOString().slice(0, 10));
  await importRecording({ ...made, userId: wanted.userId }, await loadRecording(template.id));
  return made;
}

/** The workspaces of a person, by name. */
export async function listWorkspaces({ userId }: Person): Promise<WorkspaceRow[]> {
  const { db } = await server();
  const members = await db.member.findMany({
    where: { userId },
    orderBy: [{ workspace: { name: "asc" } }, { workspaceId: "asc" }],
    select: { role: true, workspace: { select: { slug: true, name: true } } },
  });
  return members.map(({ role, workspace }) => ({ ...workspace, role: Role.parse(role) }));
}

/** The slug of the workspace that a person looked into last; null: they are in none. */
export async function latestWorkspace({ userId }: Person): Promise<string | null> {
  const { db } = await server();
  const member = await db.member.findFirst({
    where: { userId },
    orderBy: [{ seenAt: { sort: "desc", nulls: "last" } }, { createdAt: "asc" }],
    select: { workspace: { select: { slug: true } } },
  });
  return member?.workspace.slug ?? null;
}

const LONGEST_WORDS = 40;
const LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";

/** The words of a name and some letters by chance, so that an address does not tell which other workspaces there are. */
function newSlug(name: string): string {
  const words = latinWords(name).join("-").toLowerCase().slice(0, LONGEST_WORDS);
  const chance = Array.from({ length: 6 }, () => LETTERS[randomInt(LETTERS.length)]).join("");
  return words === "" ? chance : `${words}-${chance}`;
}
