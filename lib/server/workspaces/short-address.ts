import { workspacePath } from "../../views/workspace-path.ts";
import type { Person } from "../accounts/viewer.ts";
import { server } from "../ports.ts";
import { latestWorkspace } from "./workspace.ts";

const RECORDS = ["workflows", "runs"];
const LISTS = [
  ...RECORDS,
  "connections",
  "demo",
  "outbox",
  "runners",
  "members",
  "tokens",
  "links",
  "audit",
  "settings",
];

/**
 * Where an address without a workspace leads, such as all were when there was one workspace for each person: to the
 * workspace that has what the address names, or to the one that the person looked into last. Null: nowhere that the person
 * may see.
 */
export async function addressNow(person: Person, path: readonly string[]): Promise<string | null> {
  const [section = "", id, ...rest] = path;
  if (!LISTS.includes(section) || rest.length > 0) return null;
  if (id === undefined) {
    const slug = await latestWorkspace(person);
    return slug && workspacePath(slug, section === "workflows" ? "/" : `/${section}`);
  }
  if (!RECORDS.includes(section)) return null;
  const slug = section === "workflows" ? await slugOfWorkflow(person, id) : await slugOfRun(person, id);
  return slug && workspacePath(slug, `/${section}/${id}`);
}

const mine = ({ userId }: Person) => ({ workspace: { members: { some: { userId } } } });
const slug = { workspace: { select: { slug: true } } } as const;

async function slugOfWorkflow(person: Person, id: string): Promise<string | null> {
  const { db } = await server();
  const found = await db.workflow.findFirst({ where: { id, ...mine(person) }, select: slug });
  return found?.workspace.slug ?? null;
}

/** Also of a deleted run. */
async function slugOfRun(person: Person, id: string): Promise<string | null> {
  const { db } = await server();
  const found =
    (await db.run.findFirst({ where: { id, ...mine(person) }, select: slug })) ??
    (await db.runTombstone.findFirst({ where: { runId: id, ...mine(person) }, select: slug }));
  return found?.workspace.slug ?? null;
}
