import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { afterAll, afterEach, beforeAll, beforeEach, test, vi } from "vitest";
import type { OwnerViewer } from "@/lib/server/accounts/viewer";
import type { Server } from "@/lib/server/ports";
import { addPerson, openTemporaryServer } from "@/lib/server/temporary-server";
import { shownEdits } from "@/lib/server/workflows/edit-rows";
import { saveEdits } from "@/lib/server/workflows/workflow-edits";
import { createWorkflow, loadWorkflow } from "@/lib/server/workflows/workflows";
import { type Backend, happenings, letHappen, START } from "./several-pages";

let server: Server;
const viewers: Record<string, OwnerViewer> = {};
beforeAll(async () => {
  server = await openTemporaryServer();
  const { viewer } = await addPerson(server, "Ada");
  const { viewer: bob } = await addPerson(server, "Bob");
  viewers.ada = viewer;
  // In Ada's workspace too.
  viewers.bob = { ...bob, workspaceId: viewer.workspaceId };
});
afterAll(() => server.close());
// The database has its own time; the pages' stands still between what happens.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"], shouldAdvanceTime: false });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A workflow of its own in the database, by the use cases. */
async function storedBackend(): Promise<Backend> {
  const { ada } = viewers;
  if (!ada) throw new Error("expected Ada");
  const { id: workflowId } = await createWorkflow(ada, randomUUID());
  const { db } = server;
  await db.workflow.update({ where: { id: workflowId }, data: { document: JSON.stringify(START) } });
  const all = { where: { workflowId }, orderBy: { seq: "asc" } } as const;
  return {
    async save(name, baseSeq, edits) {
      const viewer = viewers[name];
      if (!viewer) throw new Error(`expected ${name} to be somebody`);
      return saveEdits(viewer, { workflowId, baseSeq, edits });
    },
    rows: async () => {
      const rows = await shownEdits(db, await db.workflowEdit.findMany(all));
      return rows.map((row) => ({
        ...row,
        by: { ...row.by, userId: row.by.userId === ada.userId ? "ada" : "bob" },
      }));
    },
    document: async () => (await loadWorkflow(ada, workflowId)).document,
    historyText: async () => JSON.stringify(await db.workflowEdit.findMany(all)),
    async dropOldest() {
      const count = await db.workflowEdit.count({ where: { workflowId } });
      const where = { workflowId, seq: { lte: count / 2 } };
      await db.workflowEdit.updateMany({ where, data: { edit: null, inverse: null } });
    },
  };
}

test("pages that save to the real database end with its document, and no text is lost", async () => {
  await fc.assert(
    fc.asyncProperty(happenings({ minLength: 1, maxLength: 40 }), async (all) =>
      letHappen(await storedBackend(), all),
    ),
    { numRuns: 30 },
  );
}, 300_000);
