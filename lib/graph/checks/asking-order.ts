import { pathsRead } from "../cel.ts";
import { callees } from "../graph-index.ts";
import type { Issue } from "../issue.ts";
import { type Check, called } from "./check.ts";

type Callee = ReturnType<typeof callees>[number];

/** Checks that an agent or supervisor can ask something first: not every call may wait for another's result. */
export const askingOrder: Check = (index) =>
  index.graph.nodes.flatMap((node): Issue[] => {
    if (node.kind !== "agent" && node.kind !== "supervisor") return [];
    const waiting = stuck(callees(index, node.id));
    const [first, ...more] = waiting;
    if (!first) return [];
    const others = more.map((one) => called(one.node)).join(", ");
    return [
      {
        code: "asks-in-circle",
        severity: "warning",
        edgeId: first.edge.id,
        field: [first.edge.kind === "tool" ? "fills" : "context"],
        message:
          others === ""
            ? `${called(first.node)} waits for a result that only itself could give, so it is never asked.`
            : `${called(first.node)} and ${others} wait for each other's results, so none of them is ever asked. Let one of them be filled from something else.`,
      },
    ];
  });

/** The calls that can never be made, whatever the others return. Each round removes at least one, or is the last. */
function stuck(all: readonly Callee[]): Callee[] {
  const wants = new Map(all.map((callee) => [callee, wanted(callee, all)]));
  const askable = new Set<string>();
  let open = [...all];
  for (let before = -1; before !== open.length; ) {
    before = open.length;
    open = open.filter((callee) => {
      const { names, reference } = wants.get(callee) ?? { names: [], reference: false };
      const can = names.every((name) => askable.has(name)) && (!reference || askable.size > 0);
      if (can) askable.add(callee.name);
      return !can;
    });
  }
  return open;
}

/** The results that a call needs: those that its required paths read, and any one where it passes a reference. */
function wanted(
  { edge, node, name }: Callee,
  all: readonly Callee[],
): { names: string[]; reference: boolean } {
  const fields =
    edge.kind === "tool"
      ? edge.fills.map(({ name: of, fill }) => ({
          fill,
          required: "parameters" in node && node.parameters.required.includes(of),
        }))
      : edge.context;
  const needed = fields.filter(({ required }) => required).map(({ fill }) => fill);
  const siblings = new Set(all.map((one) => one.name));
  const names = needed
    .flatMap((fill) => (fill.by === "path" ? pathsRead(fill.path) : []))
    .flatMap((path) => {
      const [root, of = ""] = path.split(".");
      return root === "results" && of !== name && siblings.has(of) ? [of] : [];
    });
  return { names, reference: needed.some(({ by }) => by === "reference") };
}
