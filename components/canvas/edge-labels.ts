import { edgeWords } from "@/lib/graph/connectable.ts";
import { type GraphEdge, isControl } from "@/lib/graph/edge.ts";
import { controlWords } from "@/lib/graph/flow-words.ts";
import { twinsIn } from "./flow-route.ts";

/** What stands on an edge's line, and where among the labels of others. */
export type EdgeLabel = {
  /** When it is taken, in words; null where that needs no saying. */
  words: string | null;
  /** At which end the label stands: nearer to the source where that has no other flow, else at the target. */
  labelAt: "source" | "target";
  /** Which of the labels at that end it is, counted from the middle one: -0.5 and 0.5 for two. */
  slot: number;
  /** Another flow leads from the same node to the same: each has a height of its own, that of its slot. */
  beside: boolean;
};

export const NO_LABEL: EdgeLabel = {
  words: null,
  labelAt: "target",
  slot: 0,
  beside: false,
};

/** The labels of flows by edge. Where several stand at one end, they stand below each other, and so do flows with the same ends. */
export function labelsOf(
  edges: readonly GraphEdge[],
  branches: ReadonlySet<string>,
): ReadonlyMap<string, EdgeLabel> {
  const flows = edges.filter(isControl);
  const from = Map.groupBy(flows, (edge) => edge.from);
  const twins = twinsIn(edges);
  const labelled = edges.flatMap((edge) => {
    const at = { id: edge.id, place: edge.id, labelAt: "target" as const };
    if (edge.kind === "item") return [{ ...at, words: FOR_EACH, beside: false }];
    if (!isControl(edge)) return [];
    const words = controlWords(edge, branches.has(edge.from));
    const beside = twins.has(edge.id);
    if (words === null && !beside) return [];
    const labelAt = from.get(edge.from)?.length === 1 ? ("source" as const) : ("target" as const);
    const end = labelAt === "source" ? edge.from : edge.to;
    const place = edge.back ? `back ${edge.id}` : `${edge.kind} ${labelAt} ${end}`;
    return [{ id: edge.id, words, labelAt, place, beside }];
  });
  const placed = [...Map.groupBy(labelled, ({ place }) => place).values()].flatMap((group) =>
    group.map(({ id, words, labelAt, beside }, at) => {
      const label = { words, labelAt, slot: at - (group.length - 1) / 2, beside };
      return [id, label] as const;
    }),
  );
  return new Map(placed);
}

/** An edge between the names of its ends, with when it is taken where its kind doesn't say that. */
export function edgeSaid(edge: GraphEdge, words: string | null): string {
  if (edge.kind === "handoff" && edge.back) return `${words}, to`;
  return edge.kind === "flow" && words !== null ? `${edgeWords.flow}, ${words},` : edgeWords[edge.kind];
}

/** What stands on the line from a map to what it asks. */
const FOR_EACH = "for each";
