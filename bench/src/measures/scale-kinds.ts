import type { Graph } from "../../../lib/graph/graph.ts";
import { message } from "../competitors/history.ts";
import { fanOutGraph, loopGraph, mapGraph, turnsGraph } from "../competitors/tutti-graphs.ts";

/** A kind of run that may be small or large, to see whether an event of a large one costs more than one of a small one. */
export type ScaleKind = {
  id: string;
  title: string;
  /** The sizes that are compared, the least first. */
  sizes: readonly [number, number];
  /** How long the endpoint waits with each reply, ms. */
  delayMs: number;
  /** The drawing of a run of this size, and what it is given. */
  run(size: number): { graph: Graph; task: string };
  /** Calls of the model that a run of this size has to make. */
  calls(size: number): number;
};

const AT_ONCE = 50;
const CHAIN = 50;
const TASK = "Can order A-4711 be delivered this week?";
const words = (count: number) => Array.from({ length: count }, (_, index) => `A-${index}`).join(" ");
const chain = () => Array.from({ length: CHAIN }, () => message(0));

export const SCALE_KINDS: ScaleKind[] = [
  {
    id: "map",
    title: `map, an agent for each item, ${AT_ONCE} at a time; items`,
    sizes: [50, 1_000],
    delayMs: 50,
    run: (size) => ({ graph: mapGraph(AT_ONCE), task: words(size) }),
    calls: (size) => size,
  },
  {
    id: "turns",
    title: "one agent, a tool in each turn; turns",
    sizes: [25, 200],
    delayMs: 0,
    run: (size) => ({ graph: turnsGraph(size), task: TASK }),
    calls: (size) => size,
  },
  {
    id: "parallel",
    title: "agents at once, and join; agents",
    sizes: [50, 800],
    delayMs: 50,
    run: (size) => ({ graph: fanOutGraph(size), task: TASK }),
    calls: (size) => size,
  },
  {
    id: "loop",
    title: `chain of ${CHAIN} steps without a model, in a loop; rounds`,
    sizes: [1, 20],
    delayMs: 0,
    run: (size) => ({ graph: loopGraph(chain(), size), task: TASK }),
    calls: () => 0,
  },
];
