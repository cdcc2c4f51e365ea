import { afterAll, beforeAll, expect, test } from "vitest";
import type { GraphEdit } from "../../graph/graph-edit.ts";
import { drawing } from "../../graph/test-drawing.ts";
import type { SentEdit } from "../../views/workflow-edits.ts";
import type { OwnerViewer } from "../accounts/viewer.ts";
import type { Server } from "../ports.ts";
import { addPerson, openTemporaryServer } from "../temporary-server.ts";
import { publishVersion } from "./publish-version.ts";
import { compareVersions, listVersions, readVersion } from "./versions.ts";
import { saveEdits } from "./workflow-edits.ts";
import { importWorkflow } from "./workflow-file.ts";
import { deleteWorkflow, loadWorkflow } from "./workflows.ts";

let server: Server;
let viewer: OwnerViewer;
let stranger: OwnerViewer;
beforeAll(async () => {
  server = await openTemporaryServer();
  ({ viewer } = await addPerson(server, "Ada"));
  ({ viewer: stranger } = await addPerson(server, "Eve"));
});
afterAll(() => server.close());

async function drawn(...flows: string[]): Promise<string> {
  const file = JSON.stringify({ name: "Drawn", graph: drawing(...flows), layout: {} });
  return (await importWorkflow(viewer, file)).id;
}

let number = 0;
const edit = (workflowId: string, ...edits: GraphEdit[]) => editBy(viewer, workflowId, ...edits);

async function editBy(by: OwnerViewer, workflowId: string, ...edits: GraphEdit[]): Promise<void> {
  const { seq } = await loadWorkflow(viewer, workflowId);
  const sent = edits.map((one): SentEdit => {
    const id = `e${++number}`;
    return { id, edit: one, page: "p", base: seq, step: id };
  });
  await saveEdits(by, { workflowId, baseSeq: seq, edits: sent });
}

const instruct = (value: string): GraphEdit => ({
  type: "node-change",
  id: "a",
  path: ["instructions"],
  value,
});
const publish = (workflowId: string, note = "") => publishVersion(viewer, { workflowId, note });

test("what is published stays as it was, whatever is drawn afterwards", async () => {
  const workflowId = await drawn("in>a", "a>out");
  const { document } = await loadWorkflow(viewer, workflowId);
  expect(await publish(workflowId, "First")).toEqual({ version: 1 });
  await edit(workflowId, instruct("Something else."));
  expect(await readVersion(viewer, { workflowId, version: 1 })).toMatchObject({
    ...{ version: 1, note: "First", by: "Ada", isNewest: true, document },
  });
  expect(await publish(workflowId)).toEqual({ version: 2 });
  expect((await readVersion(viewer, { workflowId, version: 1 })).isNewest).toBe(false);

  const { versions, sinceNewest } = await listVersions(viewer, workflowId);
  expect(versions).toEqual([
    expect.objectContaining({
      version: 2,
      note: "",
      by: "Ada",
      isNewest: true,
      nodes: 3,
      uses: [],
      usedBy: [],
    }),
    expect.objectContaining({ version: 1, note: "First", isNewest: false }),
  ]);
  expect(sinceNewest).toEqual([]);
  const { changes } = await compareVersions(viewer, { workflowId, from: 1, to: 2 });
  expect(changes.map(({ words }) => words)).toEqual(["“a”: instructions changed"]);
});

test("a draft that differs from the newest version is compared with it", async () => {
  const workflowId = await drawn("in>a", "a>out");
  expect(await listVersions(viewer, workflowId)).toEqual({
    ...{ versions: [], sinceNewest: null },
    draft: { seq: 0, editedBy: [] },
  });
  await publish(workflowId);
  await edit(workflowId, instruct("Something else."));
  const { sinceNewest } = await listVersions(viewer, workflowId);
  expect(sinceNewest).toHaveLength(1);
  expect((await compareVersions(viewer, { workflowId, from: 1, to: "draft" })).changes).toEqual(sinceNewest);
});

test("a workflow in which nothing has changed is refused, and the refusal names the version", async () => {
  const workflowId = await drawn("in>a", "a>out");
  await publish(workflowId);
  await edit(workflowId, instruct("Another."), instruct("Do it."));
  await expect(publish(workflowId)).rejects.toThrow("Nothing has changed since version 1");
  expect((await listVersions(viewer, workflowId)).versions).toHaveLength(1);
});

test("a workflow that can't have a simulated run is refused with its first problem", async () => {
  const workflowId = await drawn("in>a");
  await expect(publish(workflowId)).rejects.toThrow(/^This workflow can't be published yet: .*output/);
  expect((await listVersions(viewer, workflowId)).versions).toEqual([]);
});

test("of many who publish the same at once one does, and the others are told so", async () => {
  const workflowId = await drawn("in>a", "a>out");
  const results = await Promise.allSettled(Array.from({ length: 6 }, () => publish(workflowId)));
  const numbers = results.flatMap((one) => (one.status === "fulfilled" ? [one.value.version] : []));
  expect(numbers).toEqual([1]);
  for (const one of results)
    if (one.status === "rejected")
      expect(String(one.reason)).toContain("Nothing has changed since version 1");
});

test("people who edit and publish at once get numbers without gaps, each with what was drawn then", async () => {
  const workflowId = await drawn("in>a", "a>out");
  const results = await Promise.allSettled(
    Array.from({ length: 6 }, async (_, at) => {
      await edit(workflowId, instruct(`Way ${at}.`));
      return publish(workflowId);
    }),
  );
  const numbers = results.flatMap((one) => (one.status === "fulfilled" ? [one.value.version] : []));
  const { versions } = await listVersions(viewer, workflowId);
  expect(versions.map(({ version }) => version)).toEqual(numbers.toSorted((a, b) => b - a));
  expect(numbers.toSorted((a, b) => a - b)).toEqual(numbers.map((_, at) => at + 1));
  const rows = await server.db.workflowVersion.findMany({
    where: { workflowId },
    orderBy: { version: "asc" },
  });
  expect(rows.map(({ editSeq }) => editSeq)).toEqual(
    rows.map(({ editSeq }) => editSeq).toSorted((a, b) => a - b),
  );
  for (const one of results)
    if (one.status === "rejected")
      expect(String(one.reason)).toMatch(/Nothing has changed|has just published/);
});

test("versions of others, and those of a deleted workflow, are not there", async () => {
  const workflowId = await drawn("in>a", "a>out");
  await publish(workflowId);
  const all = (who: OwnerViewer) => [
    () => publishVersion(who, { workflowId, note: "" }),
    () => listVersions(who, workflowId),
    () => readVersion(who, { workflowId, version: 1 }),
    () => compareVersions(who, { workflowId, from: 1, to: "draft" }),
  ];
  for (const one of all(stranger)) await expect(one()).rejects.toMatchObject({ code: "NOT_FOUND" });
  await expect(readVersion(viewer, { workflowId, version: 2 })).rejects.toMatchObject({ code: "NOT_FOUND" });
  await deleteWorkflow(viewer, workflowId);
  for (const one of all(viewer)) await expect(one()).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("who publishes what they have looked at is asked again when somebody has drawn meanwhile, and told by whom", async () => {
  const bea = await addPerson(server, "Bea");
  await server.db.member.create({
    data: { workspaceId: viewer.workspaceId, userId: bea.viewer.userId, role: "editor" },
  });
  const { workspaceId, slug } = viewer;
  const colleague = { ...bea.viewer, workspaceId, slug };
  const workflowId = await drawn("in>a", "a>out");
  await publish(workflowId);
  await edit(workflowId, instruct("Mine."));
  const looked = (await listVersions(viewer, workflowId)).draft;
  expect(looked.editedBy).toEqual(["Ada"]);
  await editBy(colleague, workflowId, instruct("Theirs, unfinished."));

  const wanted = { workflowId, note: "" };
  await expect(publishVersion(viewer, { ...wanted, seq: looked.seq })).rejects.toMatchObject({
    code: "CONFLICT",
    message: expect.stringContaining("Bea has changed the workflow meanwhile."),
  });
  const { versions, draft } = await listVersions(viewer, workflowId);
  expect(versions).toHaveLength(1);
  expect(draft.editedBy).toEqual(["Bea", "Ada"]);
  expect(await publishVersion(viewer, { ...wanted, seq: draft.seq })).toEqual({ version: 2 });
  await expect(publishVersion(viewer, { ...wanted, seq: draft.seq + 1 })).rejects.toMatchObject({
    code: "CONFLICT",
  });
});
