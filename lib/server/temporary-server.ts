import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseEnv } from "../env.ts";
import type { Role } from "../views/roles.ts";
import { type OwnerViewer, ownerAs } from "./accounts/viewer.ts";
import { openServer, type Server } from "./ports.ts";
import { createWorkspace } from "./workspaces/workspace.ts";

/** For tests: the real server on its own data folder, which is removed by `close`. */
export async function openTemporaryServer(): Promise<Server> {
  const dataDir = mkdtempSync(join(tmpdir(), "tutti-server-"));
  const server = await openServer({ ...parseEnv({}), dataDir });
  await server.demo.ensure("2026-11-20");
  return {
    ...server,
    async close() {
      await server.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** A person in a test: who they are in a workspace of their own, a workflow there, and their session cookie. */
export type TestPerson = { viewer: OwnerViewer; workflowId: string; cookie: string };

/** For tests: a signed-up person with a workspace, and the session cookie. */
export async function addPerson(server: Server, name: string, practice = false): Promise<TestPerson> {
  const email = `${name.toLowerCase()}@example.com`;
  const { response, headers } = await server.auth.whileClaiming(() =>
    server.auth.api.signUpEmail({
      body: { name, email, password: "correct horse battery" },
      headers: new Headers({ host: "127.0.0.1:3000" }),
      returnHeaders: true,
    }),
  );
  const userId = response.user.id;
  const person = { userId, name, email, address: "unknown" };
  const { workspaceId, slug, workflowId } = await createWorkspace(person, { name: `${name}'s`, practice });
  const cookie = headers
    .getSetCookie()
    .map((line) => line.split(";")[0])
    .join("; ");
  return { viewer: ownerAs({ userId, workspaceId, slug, name, email }), workflowId, cookie };
}

/** For tests: makes one person a member of another's workspace. */
export async function joinAs(
  { db }: Server,
  { viewer: { userId } }: TestPerson,
  { viewer: { workspaceId } }: TestPerson,
  role: Role,
): Promise<void> {
  await db.member.create({ data: { workspaceId, userId, role } });
}
