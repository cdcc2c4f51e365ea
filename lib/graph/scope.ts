import type { FlowEdge, GraphEdge } from "./edge.ts";
import type { GraphIndex } from "./graph-index.ts";
import { itemShape } from "./item-shape.ts";
import type { JsonSchema } from "./json-schema.ts";
import type { AgentNode } from "./node.ts";
import { failureShape, handedOn, inputShape, receivedShape } from "./received.ts";
import { callResults, flowResults, type Moment, type Results, roundResults } from "./result-in-scope.ts";
import { resultShape } from "./result-shape.ts";

/**
 * What the names in an expression mean at its place. `results` is null where results can't be read at all, `rounds`
 * where no step has several; `handedOn` are those in `context` because a "then" without fields handed them on.
 */
export type Scope = {
  roots: ReadonlyMap<string, JsonSchema>;
  results: Results | null;
  /** For each step in a loop the list of its results, the oldest first. */
  rounds: Results | null;
  handedOn: Results;
};

const NOTHING: Results = new Map();

/** The scope of rules and of mail and URL templates: the parameters of their tool. */
export function toolScope(parameters: JsonSchema): Scope {
  return { roots: new Map([["parameters", parameters]]), results: null, rounds: null, handedOn: NOTHING };
}

/** The scope of an output's template and of a map's list: the run's input and the results of the steps before. */
export function stepScope(index: GraphIndex, id: string): Scope {
  return { roots: inputRoots(index), ...onFlows(index, { begins: id }) };
}

/** The scope of an agent's simulated reply: what it received, the results of its own calls, and which of them failed. */
export function replyScope(index: GraphIndex, id: string): Scope {
  return {
    roots: new Map([
      ["context", receivedShape(index, id)],
      ["failures", { type: "array", items: failedCallShape }],
    ]),
    ...ofCalls(index, id, null),
  };
}

/** A call that failed, as a simulated reply sees it. */
const failedCallShape: JsonSchema = {
  type: "object",
  properties: { call: { type: "string" }, code: { type: "string" }, message: { type: "string" } },
  required: ["call", "code", "message"],
};

/** The scope of what an agent's answer has to meet: its `output`, and what it had to go by. */
export function acceptScope(index: GraphIndex, node: AgentNode): Scope {
  return {
    roots: new Map([
      ["input", inputShape(index)],
      ["context", receivedShape(index, node.id)],
      ["output", resultShape(node)],
    ]),
    ...ofCalls(index, node.id, null),
  };
}

/**
 * The scope of an edge's paths. Where an agent calls: the input, what it received, and the results of its own calls.
 * On a flow: the input (also as `context`) and the results of the steps before; on an "if it fails" also the failure; from
 * a map to what it asks, also `item` and `index`.
 */
export function edgeScope(index: GraphIndex, edge: GraphEdge): Scope {
  if (edge.kind === "flow")
    return {
      roots: new Map([...inputRoots(index), ...failureRoot(edge)]),
      ...onFlows(index, edge.back ? { ended: edge.from } : { begins: edge.to }),
    };
  if (edge.kind === "item") {
    const { roots, ...results } = stepScope(index, edge.from);
    const item = [
      ["item", itemShape(index, edge.from)],
      ["index", { type: "integer" }],
    ] as const;
    return { roots: new Map<string, JsonSchema>([...roots, ...item]), ...results };
  }
  return {
    roots: new Map([
      ["input", inputShape(index)],
      ["context", receivedShape(index, edge.from)],
    ]),
    ...ofCalls(index, edge.from, edge.to),
  };
}

/**
 * The scope of a flow's condition, which is looked at when the step it comes from has ended: the input, the results up
 * to then, and on an "if it fails" the failure.
 */
export function conditionScope(index: GraphIndex, edge: FlowEdge): Scope {
  return {
    roots: new Map([["input", inputShape(index)], ...failureRoot(edge)]),
    ...onFlows(index, { ended: edge.from }),
  };
}

/** What expressions on an "if it fails" see of the failure; nothing on other flows. */
function failureRoot({ on }: FlowEdge): [name: string, shape: JsonSchema][] {
  if (on !== "failed") return [];
  const { code, message } = failureShape.properties ?? {};
  return [["failure", { type: "object", properties: { code: code ?? {}, message: message ?? {} } }]];
}

function inputRoots(index: GraphIndex): ReadonlyMap<string, JsonSchema> {
  const input = inputShape(index);
  return new Map([
    ["input", input],
    ["context", input],
  ]);
}

const onFlows = (index: GraphIndex, moment: Moment) => ({
  results: flowResults(index, moment),
  rounds: roundResults(index, moment),
  handedOn: NOTHING,
});

const ofCalls = (index: GraphIndex, caller: string, called: string | null) => ({
  results: callResults(index, caller, called),
  rounds: null,
  handedOn: handedOn(index, caller),
});
