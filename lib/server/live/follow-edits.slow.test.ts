import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { onPostgres } from "../../../scripts/on-postgres.ts";
import { parseEnv } from "../../env.ts";
import type { GraphEdit } from "../../graph/graph-edit.ts";
import type { OwnerViewer } from "../accounts/viewer.ts";
import { refusalOf } from "../action.ts";
import { openServer, type Server } from "../ports.ts";
import { addPerson, openTemporaryServer } from "../temporary-server.ts";
import { wakeFollowers } from "../workflows/edits-channel.ts";
import { saveEdits } from "../workflows/workflow-edits.ts";
import { createWorkflow } from "../workflows/workflows.ts";
import type { StreamRequest, StreamTimes } from "./event-stream.ts";
import { followEdits } from "./follow-edits.ts";

const note = (id: string): GraphEdit => ({
  type: "node-add",
  node: { id, kind: "note", name: id, referenceName: id, description: "", text: "" },
  position: null,
});

function save(viewer: OwnerViewer, workflowId: string, ...nodes: string[]) {
  const edits = nodes.map((node) => ({ id: node, edit: note(node), page: "p", base: 0, step: node }));
  return saveEdits(viewer, { workflowId, baseSeq: 0, edits });
}

/** Follows, and returns what came so far. */
async function following(
  viewer: OwnerViewer,
  workflowId: string,
  after: number,
  times: Partial<StreamTimes>,
) {
  const left = new AbortController();
  const stream = await followEdits(viewer, workflowId, {
    ...{ after, signal: left.signal, times, access: async () => "same" },
  });
  let text = "";
  const all = (async () => {
    for await (const chunk of stream) text += new TextDecoder().decode(chunk);
  })();
  return {
    text: () => text,
    seqs: () => [...text.matchAll(/^id: (\d+)$/gm)].map(([, seq]) => Number(seq)),
    leave: async () => {
      left.abort();
      await all;
    },
  };
}

// By notice alone, and by looking alone.
const never = { pollMs: 3_600_000 };
const often = { pollMs: 50 };

describe("in one process", () => {
  let server: Server;
  let viewer: OwnerViewer;
  beforeAll(async () => {
    server = await openTemporaryServer();
    ({ viewer } = await addPerson(server, "Ada"));
  });
  afterAll(() => server.close());

  test("everybody gets each edit once and in order, from where they begin", async () => {
    const { id } = await createWorkflow(viewer, "Followed");
    await save(viewer, id, "a", "b");
    const [first, second] = [await following(viewer, id, 0, never), await following(viewer, id, 1, never)];
    await expect.poll(first.seqs).toEqual([1, 2]);
    await expect.poll(second.seqs).toEqual([2]);
    for (const node of ["c", "d", "e"]) await save(viewer, id, node);
    await expect.poll(first.seqs).toEqual([1, 2, 3, 4, 5]);
    await expect.poll(second.seqs).toEqual([2, 3, 4, 5]);
    expect(first.text()).toContain('"name":"Ada"');
    await Promise.all([first.leave(), second.leave()]);
  });

  test("who knows more than there is, or is far behind, begins anew, and then gets what follows", async () => {
    const { id } = await createWorkflow(viewer, "Anew");
    await save(viewer, id, ...Array.from({ length: 201 }, (_, n) => `n${n}`));
    const [ahead, behind] = [await following(viewer, id, 999, never), await following(viewer, id, 0, never)];
    for (const each of [ahead, behind]) await expect.poll(each.text).toContain("event: begin-anew");
    await save(viewer, id, "last");
    for (const each of [ahead, behind]) {
      await expect.poll(each.seqs).toEqual([202]);
      await each.leave();
    }
  });

  test("a notice that was missed is made up for by looking", async () => {
    const { id } = await createWorkflow(viewer, "Missed");
    const it = await following(viewer, id, 0, often);
    await server.db.workflowEdit.create({
      data: {
        ...{ workflowId: id, seq: 1, clientEditId: randomUUID(), userId: viewer.userId },
        ...{ edit: JSON.stringify(note("a")), inverse: "[]" },
      },
    });
    await expect.poll(it.seqs).toEqual([1]);
    await it.leave();
  });

  test("a workflow of others is not there, and one that nobody follows wakes nobody", async () => {
    const { viewer: eve } = await addPerson(server, "Eve");
    const { id } = await createWorkflow(viewer, "Hidden");
    const request: StreamRequest = {
      ...{ after: 0, signal: new AbortController().signal },
      access: async () => "same",
    };
    await expect(followEdits(eve, id, request)).rejects.toMatchObject({ code: "NOT_FOUND" });
    wakeFollowers(id);
  });
});

onPostgres("on several server processes", (postgres) => {
  test("what one stores is told by the others, without their looking", async () => {
    const secret = randomUUID().repeat(2);
    const folders = [1, 2].map(() => mkdtempSync(join(tmpdir(), "tutti-edits-")));
    const open = (dataDir: string) =>
      openServer({ ...parseEnv({}), databaseUrl: postgres().url, dataDir, secret });
    const [one = "", other = ""] = folders;
    const reading = await open(one);
    const { viewer } = await addPerson(reading, `Ada${randomUUID()}`);
    const { id } = await createWorkflow(viewer, "Shared");
    const it = await following(viewer, id, 0, never);
    const writing = await open(other);
    await save(viewer, id, "a");
    await expect.poll(it.seqs).toEqual([1]);
    await it.leave();
    await Promise.all([reading.close(), writing.close()]);
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });

  test("without its database a save is refused as one that may pass, and stored when it comes again", async () => {
    const dataDir = mkdtempSync(join(tmpdir(), "tutti-away-"));
    const secret = randomUUID().repeat(2);
    const server = await openServer({
      ...parseEnv({}),
      databaseUrl: postgres().url,
      dataDir,
      secret,
      newSecret: true,
    });
    const { viewer } = await addPerson(server, `Ada${randomUUID()}`);
    const { id } = await createWorkflow(viewer, "Away");
    const outcome = () =>
      save(viewer, id, "a").then(
        ({ seq }) => `stored as ${seq}`,
        (error: unknown) => refusalOf(error).code,
      );
    const back = postgres().restart("fast", 1_500);
    await expect.poll(outcome).toBe("UNAVAILABLE");
    await back;
    await expect.poll(outcome).toBe("stored as 1");
    await server.close();
    rmSync(dataDir, { recursive: true, force: true });
  });
});
