import type { Graph } from "@/lib/graph/graph.ts";
import type { PublishedWorkflow } from "@/lib/graph/issue.ts";
import type { PinnedWorkflow } from "@/lib/graph/node.ts";
import { pinnedWorkflows } from "@/lib/graph/pinned-workflows.ts";

/** What is known of published versions: which were asked for, by `pinKey`, and those that are there. */
export type PublishedState = {
  asked: ReadonlySet<string>;
  workflows: readonly PublishedWorkflow[];
};

/** Tells one version of one workflow from all others. */
export const pinKey = ({ id, version }: PinnedWorkflow): string => `${version} ${id}`;

/** What the page of a drawing knows from the start. */
export const publishedAtFirst = (graph: Graph, workflows: readonly PublishedWorkflow[]): PublishedState => ({
  asked: new Set(pinnedWorkflows(graph).map(pinKey)),
  workflows,
});

/** What is known after an answer, which may say something newer of what was known. */
export function withPublished(
  { asked, workflows }: PublishedState,
  pins: readonly PinnedWorkflow[],
  answer: readonly PublishedWorkflow[],
): PublishedState {
  const told = new Set([...pins, ...answer].map(pinKey));
  return {
    asked: new Set([...asked, ...pins.map(pinKey)]),
    workflows: [...workflows.filter((one) => !told.has(pinKey(one))), ...answer],
  };
}

/** The published versions for checking a graph; undefined while it uses one that was not asked for yet. */
export function publishedOf(graph: Graph, { asked, workflows }: PublishedState) {
  return pinnedWorkflows(graph).every((pin) => asked.has(pinKey(pin))) ? workflows : undefined;
}
