import type { ContextField, FlowEdge, GraphEdge, HandoffEdge } from "../../../graph/edge.ts";
import type { GraphNode } from "../../../graph/node.ts";
import { conditionAfter, conditionOnFailure, conditionOnInput } from "./conditions.ts";
import type { ControlSpec } from "./control-spec.ts";
import { expressionOf, pathsAt, readsWhatNobodyHandsOn } from "./paths-in-scope.ts";
import { unclear } from "./unclear.ts";

type Drawn = { nodes: GraphNode[]; edges: GraphEdge[] };

/**
 * Adds control flow to a graph, one thing after the other, each only where the graph stays legal and what it means is
 * said. The edges that lead on from a node are in order: those of a branch are its cases.
 */
export function addControl(drawn: Drawn, specs: readonly ControlSpec[]) {
  for (const spec of specs) {
    const before = structuredClone({ nodes: drawn.nodes, edges: drawn.edges });
    ADD[spec.what](drawn, spec);
    if (unclear(drawn) || readsWhatNobodyHandsOn(drawn)) Object.assign(drawn, before);
  }
}

const ADD: Record<ControlSpec["what"], (drawn: Drawn, spec: ControlSpec) => void> = {
  branch: addBranch,
  when: addWhen,
  join: addJoin,
  back: addBack,
  failed: addFailed,
  "on-failure": addOnFailure,
  retry: addRetry,
  accept: addAccept,
  handoff: addHandoff,
  "hand-back": addHandBack,
};

const flowsOf = ({ edges }: Drawn): FlowEdge[] => edges.filter((edge) => edge.kind === "flow");

const chosen = <T>(list: readonly T[], number: number): T | undefined => list[number % (list.length || 1)];

type Worker = Extract<GraphNode, { kind: "agent" | "supervisor" | "tool" | "map" | "workflow" }>;

/** Steps that flows lead to and that do some work. */
function workers(drawn: Drawn): Worker[] {
  const to = new Set(flowsOf(drawn).map((flow) => flow.to));
  return drawn.nodes.filter(doesWork).filter(({ id }) => to.has(id));
}

const doesWork = (node: GraphNode): node is Worker =>
  ["agent", "supervisor", "tool", "map", "workflow"].includes(node.kind);

function connect(drawn: Drawn, edge: Omit<FlowEdge, "id" | "kind" | "context">) {
  drawn.edges.push({ id: `e${drawn.edges.length}`, kind: "flow", context: [], ...edge });
}

/** All that leads on from a step leads on from a branch instead; the last case may be the else. */
function addBranch(drawn: Drawn, { at, form }: ControlSpec) {
  const step = chosen(workers(drawn), at);
  if (!step) return;
  const cases = flowsOf(drawn).filter(({ from, on, back }) => from === step.id && on !== "failed" && !back);
  if (cases.length === 0 || cases.some(({ when }) => when !== undefined)) return;
  const number = drawn.nodes.length;
  const id = `n${number}`;
  drawn.nodes.push({
    id,
    name: `Branch ${number}`,
    referenceName: `branch_${number}`,
    description: "Which way to go",
    kind: "branch",
    takes: form % 3 === 0 ? "every" : "first",
  });
  for (const [index, flow] of cases.entries()) {
    flow.from = id;
    const isElse = index === cases.length - 1 && form % 5 !== 0;
    if (!isElse) flow.when = conditionAfter(step, form + index);
  }
  connect(drawn, { from: step.id, to: id });
}

function addWhen(drawn: Drawn, { at, form }: ControlSpec) {
  const flow = chosen(flowsOf(drawn), at);
  const from = drawn.nodes.find(({ id }) => id === flow?.from);
  if (!flow || !from || flow.when !== undefined || from.kind === "branch") return;
  if (flow.on === "failed") flow.when = conditionOnFailure(form);
  else flow.when = from.kind === "input" ? conditionOnInput(from, form) : conditionAfter(from, form);
}

function addJoin(drawn: Drawn, { at, form }: ControlSpec) {
  const into = (id: string) => flowsOf(drawn).filter(({ to, back }) => to === id && !back).length;
  const node = chosen(
    drawn.nodes.filter(({ id }) => into(id) > 1),
    at,
  );
  if (
    !node ||
    !("referenceName" in node) ||
    node.kind === "input" ||
    node.kind === "note" ||
    node.kind === "unknown"
  )
    return;
  const joins = [
    { needs: "any" as const, withinMs: null },
    { needs: "any" as const, withinMs: null },
    { needs: 2, withinMs: null },
    { needs: "all" as const, withinMs: chosen([100, 700, 3_000], form) ?? 100 },
  ];
  const join = chosen(joins, form);
  if (join) node.join = join;
}

/** From a step or a branch to one that comes before it: the first for which the graph stays clear. */
function addBack(drawn: Drawn, { at, to, form, times }: ControlSpec) {
  const branches = drawn.nodes.filter(({ kind }) => kind === "branch");
  const from = chosen([...workers(drawn), ...branches], at);
  if (!from) return;
  const targets = [...workers(drawn), ...branches];
  const back = { most: times, usedUp: form % 2 === 0 ? ("go-on" as const) : ("fail" as const) };
  const decides = from.kind === "branch" ? deciderOf(drawn, from.id) : from;
  if (!decides) return;
  const failed = from.kind !== "branch" && form % 5 === 4;
  const when = failed
    ? null
    : form % 4 === 3
      ? `size(rounds.${decides.referenceName}) < ${times + 1}`
      : conditionAfter(decides, form);
  const before = [...drawn.edges];
  for (let tried = 0; tried < targets.length; tried++) {
    const target = chosen(targets, to + tried);
    if (!target || before.some((edge) => edge.from === from.id && edge.to === target.id)) continue;
    drawn.edges = [...before];
    connect(drawn, {
      from: from.id,
      to: target.id,
      back,
      ...(failed && { on: "failed" as const }),
      ...(when !== null && { when }),
    });
    // A loop in which the one whose rounds count does not take part has none.
    if (!unclear(drawn) && (when?.startsWith("size(rounds") !== true || isInLoop(drawn, decides.id))) return;
  }
  drawn.edges = before;
}

/** The step before a branch. */
function deciderOf(drawn: Drawn, branch: string) {
  const into = flowsOf(drawn).find(({ to, back }) => to === branch && !back);
  return workers(drawn).find(({ id }) => id === into?.from);
}

function isInLoop(drawn: Drawn, id: string): boolean {
  const flows = flowsOf(drawn);
  const last = flows.at(-1);
  if (!last) return false;
  const loop = new Set([last.to, last.from]);
  const open = last.from === last.to ? [] : [last.from];
  for (let step = open.pop(); step !== undefined; step = open.pop())
    for (const flow of flows)
      if (flow.to === step && !loop.has(flow.from)) {
        loop.add(flow.from);
        open.push(flow.from);
      }
  return loop.has(id);
}

/** A flow that follows on a failure, to a step that nothing leads to directly from there. */
function addFailed(drawn: Drawn, { at, to, form }: ControlSpec) {
  const from = chosen(workers(drawn), at);
  if (!from) return;
  const direct = flowsOf(drawn).flatMap((flow) => (flow.from === from.id ? [flow.to] : []));
  const outputs = drawn.nodes.filter(({ kind }) => kind === "output");
  const targets = [...workers(drawn), ...outputs].filter(({ id }) => id !== from.id && !direct.includes(id));
  const target = chosen(targets, to);
  if (!target) return;
  connect(drawn, {
    from: from.id,
    to: target.id,
    on: "failed",
    ...(form % 4 === 0 && { when: conditionOnFailure(form) }),
  });
}

function addOnFailure(drawn: Drawn, { at, form }: ControlSpec) {
  const node = chosen(workers(drawn), at);
  if (!node) return;
  const isText = node.kind === "agent" && node.output === null;
  node.onFailure =
    isText && form % 3 > 0 ? { do: "result", result: "Nothing is known." } : { do: "leave-out" };
}

function addRetry(drawn: Drawn, { at, form, times }: ControlSpec) {
  const node = chosen(
    drawn.nodes.filter(({ kind }) => kind === "tool"),
    at,
  );
  if (node?.kind !== "tool") return;
  const errors = chosen([undefined, "all" as const, ["busy"], ["offline", "not-admitted"]], form);
  node.retry = {
    attempts: times + 1,
    backoffMs: chosen([0, 100, 1_000], form) ?? 0,
    ...(errors && { errors }),
  };
}

function addAccept(drawn: Drawn, { at, form, times }: ControlSpec) {
  const node = chosen(
    drawn.nodes.filter(({ kind }) => kind === "agent"),
    at,
  );
  if (node?.kind !== "agent") return;
  const [name] = Object.keys(node.output?.properties ?? {});
  const when = name !== undefined ? `has(output.${name})` : `size(output) % ${2 + (form % 3)} != 0`;
  node.accept = {
    when: node.output && form % 2 ? "size(output) > 1" : when,
    say: "Not {{ size(output) }}.",
    most: times,
  };
}

/** Agents on the flows that nobody asks. */
function givers(drawn: Drawn): string[] {
  const asked = new Set(
    drawn.edges.flatMap((edge) => (edge.kind === "flow" || edge.kind === "handoff" ? [] : [edge.to])),
  );
  return workers(drawn).flatMap(({ id, kind }) => (kind === "agent" && !asked.has(id) ? [id] : []));
}

const takers = (drawn: Drawn): string[] =>
  workers(drawn).flatMap(({ id, kind }) => (kind === "agent" || kind === "supervisor" ? [id] : []));

function addHandoff(drawn: Drawn, spec: ControlSpec) {
  handOver(drawn, spec, null);
}

function addHandBack(drawn: Drawn, spec: ControlSpec) {
  const { times, form } = spec;
  handOver(drawn, spec, { most: times, usedUp: form % 2 === 0 ? "go-on" : "fail" });
}

/** An agent may hand over to another: the first for which the graph stays clear. */
function handOver(drawn: Drawn, { at, to, form, times }: ControlSpec, back: HandoffEdge["back"] | null) {
  const from = chosen(givers(drawn), at);
  const targets = takers(drawn);
  const before = [...drawn.edges];
  if (from === undefined) return;
  for (let tried = 0; tried < targets.length; tried++) {
    const target = chosen(targets, to + tried);
    const isThere = before.some(
      (edge) => edge.kind === "handoff" && edge.from === from && edge.to === target,
    );
    if (target === undefined || isThere || (target === from && !back)) continue;
    const edge: HandoffEdge = {
      id: `e${before.length}`,
      from,
      to: target,
      kind: "handoff",
      context: [],
      ...(back && { back }),
    };
    drawn.edges = [...before, edge];
    edge.context = Array.from({ length: form % 3 }, (_, field): ContextField => {
      const name = `h${field}`;
      const byPath = (form + field) % 4 === 0;
      const pick = { by: "path" as const, required: true, path: at + to + field, form: times + 4, type: 0 };
      const path = expressionOf(pathsAt(drawn, edge), pick);
      const fill = byPath ? { by: "path" as const, path } : { by: "model" as const };
      return { id: name, name, schema: {}, required: field === 0, fill };
    });
    if (!unclear(drawn)) return;
  }
  drawn.edges = before;
}
