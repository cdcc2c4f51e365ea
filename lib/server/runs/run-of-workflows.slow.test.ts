import { afterAll, beforeAll, expect, test } from "vitest";
import type { Graph } from "../../graph/graph.ts";
import { newNode } from "../../graph/new-node.ts";
import type { PinnedWorkflow } from "../../graph/node.ts";
import { drawing } from "../../graph/test-drawing.ts";
import { nodeInterface } from "../../graph/workflow-interface.ts";
import type { OwnerViewer } from "../accounts/viewer.ts";
import { followRun } from "../live/follow.ts";
import type { Server } from "../ports.ts";
import { type Runner, startRunner } from "../runners/runner.ts";
import { addPerson, openTemporaryServer } from "../temporary-server.ts";
import { publishVersion } from "../workflows/publish-version.ts";
import { importWorkflow } from "../workflows/workflow-file.ts";
import { deleteWorkflow } from "../workflows/workflows.ts";
import { drawnWorkflows } from "./drawn-workflows.ts";
import { createCatchUp } from "./run-summary.ts";
import { loadRun, readAllEvents } from "./runs.ts";
import { startRun } from "./start-run.ts";

let server: Server;
let runner: Runner;
let viewer: OwnerViewer;
let stranger: OwnerViewer;
beforeAll(async () => {
  server = await openTemporaryServer();
  runner = await startRunner(server, { kind: "server", slots: 4, name: "test" });
  ({ viewer } = await addPerson(server, "Ada"));
  ({ viewer: stranger } = await addPerson(server, "Eve"));
});
afterAll(async () => {
  await runner.stop();
  await server.close();
});

async function published(name: string, graph: Graph): Promise<PinnedWorkflow> {
  const { id } = await importWorkflow(viewer, JSON.stringify({ name, graph, layout: {} }));
  return { id, ...(await publishVersion(viewer, { workflowId: id, note: "" })) };
}

/** A graph whose one step runs a version, of this drawing. */
function using(workflow: PinnedWorkflow, drawn: Graph): Graph {
  const graph = drawing("in>run", "run>out");
  const node = newNode("workflow", "run", { name: "run" });
  if (node.kind !== "workflow") throw new Error("expected a workflow node");
  const run = { ...node, workflow, ...nodeInterface(drawn) };
  return { ...graph, nodes: graph.nodes.map((one) => (one.id === "run" ? run : one)) };
}

async function endOf(runId: string) {
  const { signal } = new AbortController();
  const stream = await followRun(viewer, { runId, after: 0, signal, access: async () => "same" });
  await new Response(stream).text();
  return (await readAllEvents(viewer, runId)).at(-1);
}

test("a run goes through the versions that its workflow uses, also when their workflows are deleted", async () => {
  const lowest = drawing("in>out");
  const low = await published("Low", lowest);
  const between = using(low, lowest);
  const middle = await published("Middle", between);
  const { id: workflowId } = await published("High", using(middle, between));
  await deleteWorkflow(viewer, low.id);
  await deleteWorkflow(viewer, middle.id);
  const { runId, plan } = await startRun(viewer, {
    ...{ workflowId, mode: "simulated", input: { text: "Hello" }, instant: true },
  });
  expect(Object.keys(plan.plans).toSorted()).toEqual(["main", `${low.id}@1`, `${middle.id}@1`].toSorted());
  expect(await endOf(runId)).toMatchObject({ type: "run-end", outcome: { status: "ok" } });

  // Its pages have the drawings, by the ids of their plans; nobody else's do.
  const { workflows } = await loadRun(viewer, runId);
  expect(workflows.map(({ plan: of, name }) => [of, name]).toSorted()).toEqual(
    [
      [`${low.id}@1`, "Low"],
      [`${middle.id}@1`, "Middle"],
    ].toSorted(),
  );
  expect(workflows.find(({ id }) => id === low.id)?.document.graph.nodes).toHaveLength(2);
  expect(await drawnWorkflows(stranger, plan)).toEqual([]);
});

test("what is spent inside a workflow counts for its node, though a step outside has the same id", async () => {
  const drawn = drawing("in>draft", "draft>out");
  const inner = await published("Inner", drawn);
  const graph = drawing("in>draft", "draft>run", "run>out");
  const run = using(inner, drawn).nodes.find(({ id }) => id === "run");
  const nodes = graph.nodes.map((node) => (node.id === "run" && run ? run : node));
  const { id: workflowId } = await published("Outer", { ...graph, nodes });
  const { runId } = await startRun(viewer, {
    ...{ workflowId, mode: "simulated", input: { text: "Hello" }, instant: true },
  });
  await endOf(runId);
  await createCatchUp(server.index, server.log)();
  const rows = await server.db.spanSummary.findMany({
    where: { runId, kind: "model" },
    orderBy: { spanId: "asc" },
  });
  expect(rows.map(({ nodeId }) => nodeId)).toEqual(["draft", "run"]);
});
