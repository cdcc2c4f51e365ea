import type { FlowEdge } from "../edge.ts";
import { forwardInto } from "../flow-graph.ts";
import type { GraphIndex } from "../graph-index.ts";
import type { Issue } from "../issue.ts";
import { waysInto } from "../ways/ways-into.ts";
import { called } from "./check.ts";
import { addField, fieldOnFlow, type Parametric } from "./parameter-field.ts";

/**
 * Checks that in each way in which a step can begin, some flow hands over what it requires. Where there are too many ways to
 * tell, it is enough that any flow does.
 */
export function missingOnFlows(index: GraphIndex, node: Parametric, needed: readonly string[]): Issue[] {
  const flows = forwardInto(index, node.id).filter((edge) => edge.kind === "flow");
  return needed.flatMap((name) => {
    const lacking = flows.filter((flow) => !brings(flow, name));
    return lacking.length === 0 ? [] : without(index, node, { name, flows, lacking });
  });
}

const brings = ({ context }: FlowEdge, name: string) => context.some((field) => field.name === name);

type Lack = { name: string; flows: readonly FlowEdge[]; lacking: readonly FlowEdge[] };

/** One problem for each flow that would have to hand it over; what mends one way may mend others. */
function without(index: GraphIndex, node: Parametric, { name, flows, lacking }: Lack): Issue[] {
  const ways = lackingWays(index, node, { name, flows, lacking });
  const told: { flow: FlowEdge; with: readonly FlowEdge[]; certain: boolean }[] = [];
  for (const way of ways.toSorted((a, b) => a.flows.length - b.flows.length)) {
    const known = told.find(({ flow }) => way.flows.includes(flow));
    const [flow] = way.flows;
    if (known) known.certain ||= way.certain;
    else if (flow) told.push({ flow, with: way.flows, certain: way.certain });
  }
  return told.map((one) => ({
    code: "field-not-filled",
    severity: one.certain ? "error" : "warning",
    edgeId: one.flow.id,
    field: ["context"],
    message: `${called(node)} requires “${name}”, and ${whatLacksIt(index, node, { ...one, flows })}`,
    fix: addField(one.flow, fieldOnFlow(index, node, { edge: one.flow, name })),
  }));
}

function lackingWays(index: GraphIndex, { id }: Parametric, { name, flows, lacking }: Lack) {
  const nobody = lacking.length === flows.length;
  const ways = (waysInto(index, id) ?? []).flatMap((way) => {
    const passed = way.flows.filter((edge) => edge.kind === "flow");
    return passed.some((flow) => brings(flow, name))
      ? []
      : [{ flows: passed, certain: nobody || way.certain }];
  });
  return ways.length === 0 && nobody ? [{ flows: lacking.slice(0, 1), certain: true }] : ways;
}

type Told = { with: readonly FlowEdge[]; certain: boolean; flows: readonly FlowEdge[] };

function whatLacksIt(index: GraphIndex, node: Parametric, { with: passed, certain, flows }: Told): string {
  if (flows.length === 1) return "the edge that leads to it doesn't hand it over.";
  const names = passed.map(({ from }) => called(index.node(from)));
  const [which, it] =
    passed.length === 1
      ? [`the edge from ${names[0]} doesn't`, "it"]
      : [`the edges from ${names.slice(0, -1).join(", ")} and ${names.at(-1)} don't`, "them"];
  const depends = certain ? "" : ", depending on the conditions before it";
  return `${which} hand it over, though ${called(node)} can begin with ${it} alone${depends}.`;
}
