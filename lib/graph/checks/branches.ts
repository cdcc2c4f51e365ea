import { evaluate, readsIn } from "../cel.ts";
import type { FlowEdge } from "../edge.ts";
import type { GraphEdit } from "../graph-edit.ts";
import type { GraphIndex } from "../graph-index.ts";
import type { Issue } from "../issue.ts";
import type { BranchNode } from "../node.ts";
import { type Check, called } from "./check.ts";
import { leadToOutput } from "./lead-to-output.ts";

/** Checks that conditions say something, and that each case of a branch can be taken and one of them is. */
export const branches: Check = (index) => [
  ...index.graph.edges.flatMap((edge) => (edge.kind === "flow" ? conditions(index, edge) : [])),
  ...index.graph.nodes.flatMap((node) => (node.kind === "branch" ? cases(index, node) : [])),
];

type Case = FlowEdge & { when: string };

const isCase = (flow: FlowEdge): flow is Case => flow.when !== undefined;

/** The flows from a branch; one "if it fails" is no case, and has its own problem. */
function flowsOf(index: GraphIndex, branch: BranchNode): FlowEdge[] {
  return index
    .from(branch.id)
    .flatMap((edge) => (edge.kind === "flow" && edge.on === undefined ? [edge] : []));
}

function conditions(index: GraphIndex, edge: FlowEdge): Issue[] {
  if (edge.when === undefined) return [];
  const [from, to] = [index.node(edge.from), called(index.node(edge.to))];
  if (edge.when.trim() === "")
    return [
      {
        code: "no-condition",
        severity: "error",
        edgeId: edge.id,
        field: ["when"],
        message: `It doesn't say when it goes on from ${called(from)} to ${to}.`,
        fix:
          from?.kind === "branch" && flowsOf(index, from).some((other) => other.when === undefined)
            ? { label: "Remove this case", edits: [{ type: "edge-remove", id: edge.id }] }
            : {
                label: from?.kind === "branch" ? "Let it be the “else”" : "Always go on",
                edits: [withoutCondition(edge)],
              },
      },
    ];
  if (always(edge.when) !== false) return [];
  return [
    {
      ...unreachable(edge),
      message: `The condition is never true, so it never goes on from ${called(from)} to ${to}.`,
    },
  ];
}

function cases(index: GraphIndex, branch: BranchNode): Issue[] {
  const flows = flowsOf(index, branch);
  const [first, ...more] = flows.filter((flow) => !isCase(flow));
  const conditional = flows.filter(isCase);
  if (flows.length === 0) return [];
  return [
    ...(first
      ? more.map((other) => secondElse(index, branch, other))
      : missingElse(index, branch, conditional)),
    ...(conditional.length === 0 ? [onlyElse(index, branch)] : []),
    ...(branch.takes === "first" ? neverFirst(index, conditional, first) : []),
  ];
}

function secondElse(index: GraphIndex, branch: BranchNode, flow: FlowEdge): Issue {
  return {
    code: "second-else",
    severity: "error",
    edgeId: flow.id,
    field: ["when"],
    message: `${called(branch)} has another “else” already, so nobody knows when it goes on to ${called(index.node(flow.to))}. Give it a condition.`,
    fix: { label: "Remove this “else”", edits: [{ type: "edge-remove", id: flow.id }] },
  };
}

function onlyElse(index: GraphIndex, branch: BranchNode): Issue {
  const [flow] = flowsOf(index, branch);
  return {
    code: "no-cases",
    severity: "warning",
    nodeId: branch.id,
    message: `${called(branch)} has no case with a condition, so it always goes on to ${called(index.node(flow?.to ?? ""))}.`,
  };
}

/** What may be taken by nobody; a case that stands against another one leaves nothing over. */
function missingElse(index: GraphIndex, branch: BranchNode, conditional: readonly Case[]): Issue[] {
  const texts = new Set(conditional.map(({ when }) => when.trim()));
  const opposed = [...texts].some((text) => texts.has(`!${text}`) || texts.has(`!(${text})`));
  if (opposed || conditional.some(({ when }) => always(when) === true)) return [];
  return [
    {
      code: "no-else",
      severity: "warning",
      nodeId: branch.id,
      message: `Where no case of ${called(branch)} holds, nothing goes on from it. Add an “else”.`,
      ...elseFix(index, branch, conditional),
    },
  ];
}

function elseFix(index: GraphIndex, branch: BranchNode, conditional: readonly Case[]): Pick<Issue, "fix"> {
  const last = conditional.at(-1);
  if (conditional.length > 1 && last) {
    const label = `Let the case to ${called(index.node(last.to))} be the “else”`;
    return { fix: { label, edits: [withoutCondition(last)] } };
  }
  return leadToOutput(index, branch.id, "Else, go on to");
}

/** Cases of a branch that takes the first, behind one that always holds or the same one. */
function neverFirst(
  index: GraphIndex,
  conditional: readonly Case[],
  otherwise: FlowEdge | undefined,
): Issue[] {
  const known = new Set<string>();
  const issues: Issue[] = [];
  let certain: Case | null = null;
  for (const one of conditional) {
    const text = one.when.trim();
    const to = called(index.node(one.to));
    if (certain)
      issues.push({
        ...unreachable(one),
        message: `The case before always holds, so it never goes on to ${to}.`,
        ...(!otherwise && {
          fix: { label: "Let the case before be the “else”", edits: [withoutCondition(certain)] },
        }),
      });
    else if (text !== "" && known.has(text))
      issues.push({
        ...unreachable(one),
        message: `An earlier case has the same condition, so it never goes on to ${to}.`,
      });
    known.add(text);
    if (always(text) === true) certain ??= one;
  }
  if (certain && otherwise)
    issues.push({
      ...unreachable(otherwise),
      message: `A case always holds, so the “else” to ${called(index.node(otherwise.to))} is never taken.`,
    });
  return issues;
}

/** The problem of a case that is never taken, without its message. */
const unreachable = (edge: FlowEdge) => ({
  code: "case-unreachable" as const,
  severity: "warning" as const,
  edgeId: edge.id,
  field: ["when"],
  fix: { label: "Remove it", edits: [{ type: "edge-remove" as const, id: edge.id }] },
});

const withoutCondition = ({ id }: FlowEdge): GraphEdit => ({ type: "edge-change", id, path: ["when"] });

/** What a condition is whatever the data, where that is known. */
function always(when: string): boolean | null {
  if (when.trim() === "" || readsIn(when).length > 0) return null;
  const result = evaluate(when, {});
  return result.ok && typeof result.value === "boolean" ? result.value : null;
}
