import type { EdgeKind, GraphEdge } from "../edge.ts";
import { flowWords } from "../flow-words.ts";
import { asText, type Change } from "./change.ts";
import { sameJson } from "./same-json.ts";

const VERBS: Record<EdgeKind, string> = {
  flow: "then",
  worker: "asks",
  tool: "can use",
  item: "asks for each item",
  handoff: "hands over to",
};

/** What an edge's ends are called. */
export type Names = { name: (nodeId: string) => string; isBranch: (nodeId: string) => boolean };

/** An edge that is in one version alone. */
export function wholeEdge(edge: GraphEdge, names: Names, how: "added" | "removed"): Change {
  return { part: "connections", words: `${how === "added" ? "New" : "Gone"}: ${edgeWords(edge, names)}` };
}

/** What differs between an edge of one version and the same edge of another, of the same kind. */
export function edgeChanges(
  [before, oldNames]: [GraphEdge, Names],
  [after, names]: [GraphEdge, Names],
): Change[] {
  if (sameJson(before, after)) return [];
  const part = "connections";
  const [old, now] = [edgeWords(before, oldNames), edgeWords(after, names)];
  if (before.from !== after.from || before.to !== after.to || whenWords(before) !== whenWords(after))
    return [{ part, words: `${now}, in place of ${old}`, ...givenTexts(before, after) }];
  const texts = givenTexts(before, after);
  return [{ part, words: `${now}: ${texts.texts ? "what is handed over" : "settings"} changed`, ...texts }];
}

/** What the edge hands over before and after, where that differs. */
function givenTexts(before: GraphEdge, after: GraphEdge): Pick<Change, "texts"> {
  const given = (edge: GraphEdge) => (edge.kind === "tool" ? edge.fills : edge.context);
  const [old, now] = [given(before), given(after)];
  return sameJson(old, now) ? {} : { texts: { before: asText(old), after: asText(now) } };
}

/** An edge as a sentence: “Check” then “Write”, back, at most 3 times. */
function edgeWords(edge: GraphEdge, { name, isBranch }: Names): string {
  const when = edge.kind === "flow" ? flowWords(edge, isBranch(edge.from)) : null;
  return `${name(edge.from)} ${VERBS[edge.kind]} ${name(edge.to)}${when === null ? "" : `, ${when}`}`;
}

const whenWords = (edge: GraphEdge) => (edge.kind === "flow" ? flowWords(edge, false) : null);
