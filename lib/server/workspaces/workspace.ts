import { randomInt } from "node:crypto";
import { z } from "zod";
import { latinWords } from "../../graph/latin-words.ts";
import type { WorkspaceRow } from "../../views/account.ts";
import { Role } from "../../views/roles.ts";
import type { Person } from "../accounts/viewer.ts";
import { AppError } from "../app-error.ts";
import { addPracticeConnections } from "../connections/practice.ts";
import { server } from "../ports.ts";
import { importRecording, loadRecording } from "../runs/recorded-runs.ts";
import type { Transaction } from "../transaction.ts";
import { templates } from "../workflows/templates.ts";
import { addWorkflow } from "../workflows/workflow-record.ts";
import { audit } from "./audit.ts";

/** A workspace's name as people enter it. */
export const WorkspaceName = z.string().trim().min(1, "Enter a name.").max(80, "Use at most 80 characters.");
export const NewWorkspace = z.strictObject({ name: WorkspaceName });

type Wanted = {
  name: string;
  /** Whether to add the practice connections of the demo company and the template's recorded run. */
  practice: boolean;
};

/** Creates a workspace with its owner and an editable copy of the first template; `workflowId` is that workflow's. */
export async function createWorkspace(
  owner: Person,
  wanted: Wanted,
): Promise<{ workspaceId: string; slug: string; workflowId: string }> {
  const { db, demo } = await server();
  const [template] = templates;
  const made = await db.$transaction(async (tx) => {
    const { workspaceId, slug } = await addWorkspace(tx, owner, wanted.name);
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
  await importRecording({ ...made, userId: owner.userId }, await loadRecording(template.id));
  return made;
}

async function addWorkspace(tx: Transaction, owner: Person, name: string) {
  const slug = newSlug(name);
  const { id: workspaceId } = await tx.workspace.create({
    data: { name, slug, members: { create: { userId: owner.userId, role: "owner" } } },
  });
  await audit(tx, { ...owner, workspaceId }, { what: "workspace-make", about: { id: workspaceId, name } });
  return { workspaceId, slug };
}

/**
 * Creates one more workspace, with nothing in it. Only who owns one may: an owner's connections reach what others' may not,
 * such as model servers on this machine.
 */
export async function addOwnWorkspace(
  person: Person,
  { name }: z.infer<typeof NewWorkspace>,
): Promise<{ slug: string }> {
  const { db } = await server();
  if ((await db.member.count({ where: { userId: person.userId, role: "owner" } })) === 0)
    throw new AppError("REFUSED", "Only who owns a workspace may make another: ask an owner.");
  const { slug } = await db.$transaction((tx) => addWorkspace(tx, person, name));
  return { slug };
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
  const words = latinWords(name.replace(/['’]/g, "")).join("-").toLowerCase().slice(0, LONGEST_WORDS);
  const chance = Array.from({ length: 6 }, () => LETTERS[randomInt(LETTERS.length)]).join("");
  return words === "" ? chance : `${words}-${chance}`;
}
