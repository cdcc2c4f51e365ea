import { agents } from "./checks/agents.ts";
import { askingOrder } from "./checks/asking-order.ts";
import { branches } from "./checks/branches.ts";
import type { Check } from "./checks/check.ts";
import { connections } from "./checks/connections.ts";
import { edges } from "./checks/edges.ts";
import { failures } from "./checks/failures.ts";
import { fillTypes } from "./checks/fill-types.ts";
import { fills } from "./checks/fills.ts";
import { httpTools } from "./checks/http-tools.ts";
import { joins } from "./checks/joins.ts";
import { limits } from "./checks/limits.ts";
import { listedModels } from "./checks/listed-models.ts";
import { madeUp } from "./checks/made-up.ts";
import { maps } from "./checks/maps.ts";
import { missingParameters } from "./checks/missing-parameters.ts";
import { namesRead } from "./checks/names-read.ts";
import { naming } from "./checks/naming.ts";
import { schemas } from "./checks/schemas.ts";
import { shape } from "./checks/shape.ts";
import { statements } from "./checks/statements.ts";
import { tools } from "./checks/tools.ts";
import { unusedResults } from "./checks/unused-results.ts";
import { waysBack } from "./checks/ways-back.ts";
import { workflows } from "./checks/workflows.ts";
import type { Graph } from "./graph.ts";
import { type GraphIndex, indexGraph } from "./graph-index.ts";
import type { Issue, Surroundings } from "./issue.ts";

const CHECKS: readonly Check[] = [
  shape,
  naming,
  edges,
  branches,
  waysBack,
  joins,
  maps,
  failures,
  schemas,
  agents,
  limits,
  connections,
  tools,
  statements,
  httpTools,
  fills,
  missingParameters,
  fillTypes,
  madeUp,
  askingOrder,
  listedModels,
  namesRead,
  unusedResults,
];

/**
 * Everything that is wrong with a graph, errors first. Errors in parts that take no part in a run can't prevent it,
 * so they become warnings, except for nodes of unknown kinds. Without `surroundings`, connections are not checked.
 */
export function validate(graph: Graph, surroundings?: Surroundings): Issue[] {
  return issuesOf(graph, surroundings ?? null, workflows(inspectVersion));
}

function issuesOf(graph: Graph, surroundings: Surroundings | null, ofWorkflows: Check): Issue[] {
  const index = indexGraph(graph);
  const issues = [...CHECKS, ofWorkflows]
    .flatMap((check) => check(index, surroundings))
    .map((issue) =>
      issue.severity === "error" && asideOf(index, issue)
        ? { ...issue, severity: "warning" as const }
        : issue,
    );
  return issues.toSorted((a, b) => rank(a) - rank(b));
}

type Inspected = { surroundings: Surroundings; issues: readonly Issue[] };
const inspected = new WeakMap<Graph, Inspected>();

/** What is wrong inside a published version; looked for again when what is known around it has changed. */
function inspectVersion(graph: Graph, surroundings: Surroundings): readonly Issue[] {
  const before = inspected.get(graph);
  if (before && isAlike(before.surroundings, surroundings)) return before.issues;
  const issues = issuesOf(graph, surroundings, workflows(null));
  inspected.set(graph, { surroundings, issues });
  return issues;
}

const isAlike = (one: Surroundings, other: Surroundings) =>
  one.connections === other.connections &&
  one.prices === other.prices &&
  one.refusedStatements === other.refusedStatements &&
  one.workflows === other.workflows;

const rank = (issue: Issue) => (issue.severity === "error" ? 0 : 1);

/** True when the issue is about a node or edge that can't be reached from the input. */
function asideOf(index: GraphIndex, { code, nodeId, edgeId }: Issue): boolean {
  if (code === "unknown-kind" || code === "output-unreached" || code === "several-inputs") return false;
  // Without an input nothing can be reached, so everything may matter.
  if (index.reached.size === 0) return false;
  const edge = edgeId === undefined ? undefined : index.edge(edgeId);
  const id = nodeId ?? edge?.from;
  return id !== undefined && !index.reached.has(id);
}
