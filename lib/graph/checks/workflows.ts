import { sameJson } from "../diff/same-json.ts";
import type { Graph } from "../graph.ts";
import { type Issue, keepsFrom, type PublishedWorkflow, type Surroundings } from "../issue.ts";
import type { WorkflowNode } from "../node.ts";
import { pinnedWorkflows } from "../pinned-workflows.ts";
import { nodeInterface } from "../workflow-interface.ts";
import { type Check, called } from "./check.ts";
import { type Nesting, nestingOf } from "./nesting.ts";

/** So many workflows may stand inside each other. */
export const MAX_DEPTH = 8;

/** What is wrong inside a published version, without what is wrong inside those that it uses. */
export type InspectVersion = (graph: Graph, surroundings: Surroundings) => readonly Issue[];

/**
 * Checks that what a workflow node is pinned to is there and has the node's parameters. With `inspect`, also that it
 * can run: nothing in it is wrong or stands too deep, and it doesn't lead back to the drawing's own workflow.
 */
export const workflows =
  (inspect: InspectVersion | null): Check =>
  (index, surroundings) => {
    const nodes = index.graph.nodes.filter((node) => node.kind === "workflow");
    if (nodes.length === 0) return [];
    const published = surroundings?.workflows;
    const nesting = published && nestingOf(published);
    return nodes.flatMap((node): Issue[] => {
      if (!node.workflow) return [unchosen(node)];
      if (node.workflow.id === surroundings?.workflow) return [circle(node, null)];
      if (!surroundings || !nesting) return [];
      const version = nesting.version(node.workflow);
      if (!version) return [missing(node)];
      return [
        ...form(node, version),
        ...deleted(node, version),
        ...(inspect ? inside(node, version, { nesting, surroundings, inspect }) : []),
      ];
    });
  };

const at = ({ id }: WorkflowNode) => ({ severity: "error" as const, nodeId: id, field: ["workflow"] });

const unchosen = (node: WorkflowNode): Issue => ({
  ...at(node),
  code: "no-workflow",
  message: `No workflow is chosen for ${called(node)}.`,
});

const missing = (node: WorkflowNode): Issue => ({
  ...at(node),
  code: "workflow-missing",
  message: `Version ${node.workflow?.version} of the workflow that ${called(node)} uses isn't there. Choose another.`,
});

function circle(node: WorkflowNode, through: PublishedWorkflow | null): Issue {
  const how = through
    ? `uses “${through.name}”, which leads back to this workflow`
    : "is this workflow itself";
  return {
    ...at(node),
    code: "workflow-circle",
    message: `What ${called(node)} runs ${how}, so a run would never end. Choose another workflow.`,
    fix: { label: "Remove this step", edits: [{ type: "node-remove", id: node.id }] },
  };
}

function form(node: WorkflowNode, { graph, version, name }: PublishedWorkflow): Issue[] {
  const { parameters, result } = nodeInterface(graph);
  const isForm = sameJson(node.parameters, parameters);
  if (isForm && sameJson(node.result, result)) return [];
  const differs = isForm
    ? `doesn't have the result that ${called(node)} is drawn with`
    : `asks for something else than ${called(node)} has as its parameters`;
  return [
    {
      ...at(node),
      code: "workflow-form",
      // The shape of the result only helps to draw; parameters that don't fit would fail the run.
      severity: isForm ? "warning" : "error",
      field: ["parameters"],
      message: `Version ${version} of “${name}” ${differs}.`,
      fix: {
        label: "Take over its form",
        edits: [
          { type: "node-change", id: node.id, path: ["parameters"], value: parameters },
          { type: "node-change", id: node.id, path: ["result"], value: result },
        ],
      },
    },
  ];
}

function deleted(node: WorkflowNode, { name, version, deleted: isGone }: PublishedWorkflow): Issue[] {
  if (!isGone) return [];
  return [
    {
      ...at(node),
      code: "workflow-deleted",
      severity: "warning",
      message: `“${name}” was deleted. Its version ${version} still runs in ${called(node)}, and there will be no newer one.`,
    },
  ];
}

type Looked = { nesting: Nesting; surroundings: Surroundings; inspect: InspectVersion };

/** What keeps a version from running: the first thing of each kind. */
function inside(node: WorkflowNode, version: PublishedWorkflow, looked: Looked): Issue[] {
  const { nesting, surroundings } = looked;
  const back = nesting
    .within(version)
    .find(({ graph }) => pinnedWorkflows(graph).some(({ id }) => id === surroundings.workflow));
  if (back) return [circle(node, back)];
  if (nesting.depth(version) > MAX_DEPTH)
    return [
      {
        ...at(node),
        code: "workflow-deep",
        message: `“${version.name}” has workflows inside each other, more than ${MAX_DEPTH} deep. Use one of the inner ones, or put some of their steps together.`,
      },
    ];
  return broken(node, version, looked);
}

function broken(node: WorkflowNode, version: PublishedWorkflow, looked: Looked): Issue[] {
  const { nesting, surroundings, inspect } = looked;
  // What is wrong further inside is often why what is around it is.
  const found = nesting
    .within(version)
    .toReversed()
    .flatMap((one) => {
      const errors = inspect(one.graph, surroundings).filter((issue) => keepsFrom(issue) !== "no-run");
      return errors.map((issue) => ({ one, issue }));
    });
  const always = found.find(({ issue }) => issue.mode === undefined);
  const first = always ?? found[0];
  if (!first) return [];
  const { one, issue } = first;
  const which = `Version ${one.version} of “${one.name}”`;
  const where = one === version ? which : `${which}, which “${version.name}” uses,`;
  return [
    {
      ...at(node),
      code: "workflow-broken",
      ...(!always && { mode: "real" as const }),
      message: `${where} can't run: ${issue.message} Mend it there, publish it, and upgrade to that version.`,
    },
  ];
}
