import { afterAll, beforeAll, expect, test } from "vitest";
import type { Graph } from "../../graph/graph.ts";
import type { GraphEdit } from "../../graph/graph-edit.ts";
import { newNode } from "../../graph/new-node.ts";
import type { PinnedWorkflow, WorkflowNode } from "../../graph/node.ts";
import { drawing } from "../../graph/test-drawing.ts";
import type { OwnerViewer } from "../accounts/viewer.ts";
import type { Server } from "../ports.ts";
import { addPerson, openTemporaryServer } from "../temporary-server.ts";
import { publishVersion } from "./publish-version.ts";
import { loadPublished, publishedFor } from "./published-for.ts";
import { usableWorkflows } from "./usable-workflows.ts";
import { listVersions } from "./versions.ts";
import { saveEdits } from "./workflow-edits.ts";
import { exportWorkflow, importWorkflow } from "./workflow-file.ts";
import { usesOf } from "./workflow-uses.ts";
import {
  deleteWorkflow,
  duplicateWorkflow,
  listWorkflows,
  loadWorkflow,
  restoreWorkflow,
} from "./workflows.ts";

let server: Server;
let viewer: OwnerViewer;
let stranger: OwnerViewer;
beforeAll(async () => {
  server = await openTemporaryServer();
  ({ viewer } = await addPerson(server, "Ada"));
  ({ viewer: stranger } = await addPerson(server, "Eve"));
});
afterAll(() => server.close());

function uses(pin: PinnedWorkflow | null, id: string): WorkflowNode {
  const node = newNode("workflow", id, { name: id });
  if (node.kind !== "workflow") throw new Error("expected a workflow node");
  const parameters = {
    type: "object" as const,
    properties: { text: { type: "string" as const } },
    required: [],
  };
  return { ...node, workflow: pin, parameters };
}

/** From an input one after another through nodes that run these versions, to an output. */
function using(...pins: PinnedWorkflow[]): Graph {
  const names = ["in", ...pins.map((_, at) => `run${at}`), "out"];
  const graph = drawing(...names.slice(1).map((name, at) => `${names[at]}>${name}`));
  const nodes = graph.nodes.map((node) => {
    const pin = pins[Number(node.id.slice(3))];
    return node.id.startsWith("run") && pin ? uses(pin, node.id) : node;
  });
  return { ...graph, nodes };
}

async function drawn(name: string, graph: Graph, by = viewer): Promise<string> {
  return (await importWorkflow(by, JSON.stringify({ name, graph, layout: {} }))).id;
}

async function published(name: string, ...pins: PinnedWorkflow[]): Promise<PinnedWorkflow> {
  const id = await drawn(name, pins.length === 0 ? drawing("in>out") : using(...pins));
  return { id, ...(await publishVersion(viewer, { workflowId: id, note: "" })) };
}

let number = 0;
async function edit(workflowId: string, one: GraphEdit): Promise<void> {
  const id = `e${++number}`;
  await saveEdits(viewer, {
    workflowId,
    baseSeq: null,
    edits: [{ id, edit: one, page: "p", base: 0, step: id }],
  });
}
const rename = (name: string): GraphEdit => ({ type: "node-change", id: "in", path: ["name"], value: name });

test("what a draft uses follows its edits, and what a version uses stays", async () => {
  const used = await published("Used");
  const user = await drawn("User", using(used));
  const draft = { id: user, name: "User", version: null, deleted: false, usesVersion: 1 };
  expect(await usesOf(viewer, used.id)).toEqual([draft]);
  await publishVersion(viewer, { workflowId: user, note: "" });
  const version = { ...draft, version: 1 };
  expect(await usesOf(viewer, used.id)).toEqual([version, draft]);

  await edit(user, { type: "node-change", id: "run0", path: ["workflow", "version"], value: 7 });
  expect(await usesOf(viewer, used.id)).toEqual([version, { ...draft, usesVersion: 7 }]);
  await edit(user, { type: "node-remove", id: "run0" });
  expect(await usesOf(viewer, used.id)).toEqual([version]);

  const { versions } = await listVersions(viewer, used.id);
  expect(versions[0]?.usedBy).toEqual([version]);
  expect((await listVersions(viewer, user)).versions[0]?.uses).toEqual([
    { ...used, name: "Used", deleted: false },
  ]);
});

test("a copy uses what its original uses, and what is deleted has no draft", async () => {
  const used = await published("Copied use");
  const user = await drawn("Original", using(used));
  const { id: copy } = await duplicateWorkflow(viewer, user);
  const users = async () => (await usesOf(viewer, used.id)).map(({ name }) => name);
  expect(await users()).toEqual(["Original", "Original (copy)"]);
  const listed = (await listWorkflows(viewer)).find(({ id }) => id === used.id);
  expect(listed?.usedBy.map(({ name }) => name)).toEqual(["Original", "Original (copy)"]);
  await deleteWorkflow(viewer, copy);
  expect(await users()).toEqual(["Original"]);
  await restoreWorkflow(viewer, copy);
  expect(await users()).toHaveLength(2);
});

test("a version of a deleted workflow is still there for those who use it, and is said to be deleted", async () => {
  const used = await published("Gone");
  await edit(used.id, rename("Newer"));
  await publishVersion(viewer, { workflowId: used.id, note: "" });
  const graph = using(used);
  const loaded = { ...used, name: "Gone", latest: 2 };
  expect((await publishedFor(viewer, graph)).workflows).toMatchObject([{ ...loaded, deleted: false }]);
  await deleteWorkflow(viewer, used.id);
  const { workflows, all } = await publishedFor(viewer, graph);
  expect(workflows).toMatchObject([
    { ...loaded, deleted: true, graph: { nodes: [{ id: "in" }, { id: "out" }] } },
  ]);
  expect(all).toBe(true);
  const user = await drawn("Goes on", graph);
  expect(await publishVersion(viewer, { workflowId: user, note: "" })).toEqual({ version: 1 });
  expect((await listVersions(viewer, user)).versions[0]?.uses).toEqual([
    { ...used, name: "Gone", deleted: true },
  ]);
});

test("all that is used directly and through others is loaded, each version once", async () => {
  const a = await published("A");
  const b = await published("B", a);
  const c = await published("C", a, b);
  const ids = async (graph: Graph) =>
    (await publishedFor(viewer, graph)).workflows.map(({ name }) => name).toSorted();
  expect(await ids(using(c, b, c))).toEqual(["A", "B", "C"]);
  expect(await ids(using(b))).toEqual(["A", "B"]);
  expect(await ids(drawing("in>out"))).toEqual([]);
  const { workflows } = await loadPublished(viewer, { workflowId: c.id, pins: [b] });
  expect(workflows.map(({ name }) => name).toSorted()).toEqual(["A", "B"]);
});

test("what is another workspace's, not there or no id at all isn't loaded", async () => {
  const own = await published("Private");
  const graph = using(
    own,
    { id: own.id, version: 9 },
    { id: own.id, version: 2 ** 40 },
    { id: "a b", version: 1 },
  );
  expect((await publishedFor(stranger, graph)).workflows).toEqual([]);
  expect((await publishedFor(viewer, graph)).workflows).toHaveLength(1);
  // Importing what names them is no way to them.
  const theirs = await drawn("Theirs", graph, stranger);
  await expect(publishVersion(stranger, { workflowId: theirs, note: "" })).rejects.toThrow(
    /can't be published/,
  );
  expect(await usesOf(viewer, own.id)).toEqual([]);
  await expect(usesOf(stranger, own.id)).rejects.toMatchObject({ code: "NOT_FOUND" });
  await expect(loadPublished(stranger, { workflowId: own.id, pins: [own] })).rejects.toMatchObject({
    code: "NOT_FOUND",
  });
});

test("more than 200 versions are not loaded, and such a workflow is refused", async () => {
  const used = await published("Many");
  await server.db.workflowVersion.createMany({
    data: Array.from({ length: 201 }, (_, at) => ({
      ...{ workflowId: used.id, version: at + 2, note: "", editSeq: 0, nodes: 0, publishedBy: "x" },
      document: JSON.stringify({ graph: drawing("in>out"), layout: {} }),
    })),
  });
  const pins = Array.from({ length: 202 }, (_, at) => ({ id: used.id, version: at + 1 }));
  const graph = using(...pins);
  const { workflows, all } = await publishedFor(viewer, graph);
  expect([workflows.length, all]).toEqual([200, false]);
  expect((await publishedFor(viewer, using(...pins.slice(0, 200)))).all).toBe(true);
  const user = await drawn("Uses many", graph);
  await expect(publishVersion(viewer, { workflowId: user, note: "" })).rejects.toThrow(
    "more than 200 versions",
  );
});

test("a version that would close a circle is in the choice with the reason", async () => {
  const low = await published("Low");
  const middle = await published("Middle", low);
  const high = await published("High", middle);
  const other = await published("Other");
  await drawn("Unpublished", drawing("in>out"));
  // What the next version doesn't do any more is no reason against it.
  await edit(middle.id, { type: "node-change", id: "run0", path: ["workflow"], value: other });
  await publishVersion(viewer, { workflowId: middle.id, note: "" });

  const of = async (id: string) =>
    Object.fromEntries(
      (await usableWorkflows(viewer, id)).workflows.map(({ name, versions }) => [
        name,
        versions.map(({ why }) => why),
      ]),
    );
  expect(await of(low.id)).toMatchObject({
    Low: ["A workflow can't run itself."],
    Middle: [null, "Version 1 uses this workflow."],
    High: ["Version 1 uses version 1 of “Middle”, which leads back to this workflow."],
    Other: [null],
  });
  expect(await of(high.id)).toMatchObject({ Low: [null], Middle: [null, null], Other: [null] });
  expect(await of(low.id)).not.toHaveProperty("Unpublished");
  expect(await of(other.id)).toMatchObject({
    Middle: ["Version 2 uses this workflow.", null],
    High: [null],
  });

  const { workflows } = await usableWorkflows(viewer, other.id);
  expect(workflows.find(({ name }) => name === "Middle")).toMatchObject({
    id: middle.id,
    versions: [{ version: 2 }, { version: 1 }],
  });
  await deleteWorkflow(viewer, low.id);
  expect(await of(high.id)).not.toHaveProperty("Low");
  await expect(usableWorkflows(stranger, high.id)).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("a workflow that leads back to itself, or to what isn't there, can't be published", async () => {
  const own = await published("Own");
  const child = await published("Child", own);
  const set = (value: PinnedWorkflow): GraphEdit => ({
    type: "node-add",
    node: uses(value, "run0"),
    position: null,
  });
  for (const pin of [own, child, { id: own.id, version: 2 }, { id: own.id, version: 99 }]) {
    await edit(own.id, set(pin));
    for (const [from, to] of [
      ["in", "run0"],
      ["run0", "out"],
    ] as const)
      await edit(own.id, {
        type: "edge-add",
        edge: { id: `${from}-${to}`, kind: "flow", from, to, context: [] },
      });
    await expect(publishVersion(viewer, { workflowId: own.id, note: "" })).rejects.toThrow(
      /can't be published yet/,
    );
    await edit(own.id, { type: "node-remove", id: "run0" });
  }
  expect((await listVersions(viewer, own.id)).versions).toHaveLength(1);
});

test("a file keeps the nodes that run other workflows as they are, here and elsewhere", async () => {
  const used = await published("In a file");
  const user = await drawn("Exported", using(used));
  const { text } = await exportWorkflow(viewer, user);
  for (const who of [viewer, stranger]) {
    const { id, notes } = await importWorkflow(who, text);
    expect(notes).toEqual([]);
    const { document } = await loadWorkflow(who, id);
    expect(document).toEqual((await loadWorkflow(viewer, user)).document);
  }
  const { id } = await importWorkflow(stranger, text);
  const { document } = await loadWorkflow(stranger, id);
  expect((await publishedFor(stranger, document.graph)).workflows).toEqual([]);
});
