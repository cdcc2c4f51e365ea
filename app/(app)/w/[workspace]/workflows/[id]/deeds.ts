import type { DocumentStore } from "@/components/workflow/document-store";
import type { GraphEdit } from "@/lib/graph/graph-edit";
import { newNode } from "@/lib/graph/new-node";
import type { GraphNode } from "@/lib/graph/node";

/** What a person may do on a page, the usual more often. Taking back isn't among it: it depends on what others did. */
export const DEEDS = [
  ...["type", "type", "type", "type", "change", "change whole", "add", "connect", "remove", "move"],
  ...["add rule", "add rule", "write rule", "write rule", "move rule", "remove rule", "rename", "default"],
  ...["put back", "order", "condition"],
] as const;

/** `pick` chooses what it is done to, by remainder; a text that is typed goes into `typed`, where it was taken. */
export type Deed = { what: (typeof DEEDS)[number]; pick: number; typed: string[] };

export const isDeed = (what: string): what is Deed["what"] => (DEEDS as readonly string[]).includes(what);

/** Does it on a page, as far as there is something to do it to. */
export function doOn(store: DocumentStore, deed: Deed): void {
  const { what, pick, typed } = deed;
  const { document, edit, seq } = store.getState();
  const node = document.graph.nodes[pick % Math.max(1, document.graph.nodes.length)];
  switch (what) {
    case "type": {
      if (!node) return;
      const field = pick % 3 === 0 ? "name" : "description";
      const word = `w${typed.length}.`;
      const value = `${node[field].slice(-60)} ${word}`;
      if (edit([change(node.id, [field], value)], { typing: `${node.id}/${field}` }) === null)
        typed.push(word);
      return;
    }
    case "change":
      if (node?.kind === "agent") edit([change(node.id, ["limits", "maxTurns"], 1 + (pick % 50))]);
      return;
    case "change whole":
      if (node?.kind === "agent")
        edit([change(node.id, ["limits"], { ...node.limits, maxTurns: 1 + (pick % 7) })]);
      return;
    case "add":
      edit([{ type: "node-add", node: newNode("agent", `n${pick}-${seq()}`), position: { x: pick, y: 0 } }]);
      return;
    case "connect": {
      const other = document.graph.nodes[(pick + 1) % document.graph.nodes.length];
      if (!node || !other) return;
      const ends = { from: node.id, to: other.id };
      edit([{ type: "edge-add", edge: { id: `e${pick}-${seq()}`, kind: "flow", ...ends, context: [] } }]);
      return;
    }
    case "remove":
      if (node) edit([{ type: "node-remove", id: node.id }]);
      return;
    case "move":
      if (node) edit([{ type: "node-move", id: node.id, position: { x: pick, y: pick } }]);
      return;
    case "add rule":
    case "write rule":
    case "move rule":
    case "remove rule": {
      const holders = document.graph.nodes.filter(isRules);
      const holder = holders[pick % Math.max(1, holders.length)];
      if (holder) changeRules(store, holder, deed);
      return;
    }
    case "order":
    case "condition": {
      const { edges } = document.graph;
      const edge = edges[pick % Math.max(1, edges.length)];
      if (!edge) return;
      if (what === "order") edit([{ type: "edge-move", id: edge.id, index: (pick * 7) % edges.length }]);
      else edit([{ type: "edge-change", id: edge.id, path: ["when"], value: `input.n > ${pick % 9}` }]);
      return;
    }
    case "rename":
      if (node) edit([change(node.id, ["referenceName"], `name_${pick % 5}`)]);
      return;
    case "default": {
      const value = { connectionId: null, model: `m${pick}` };
      edit([{ type: "graph-change", path: ["defaultModel"], value }]);
      return;
    }
    case "put back": {
      const [text] = store.getState().lostTexts;
      if (text) store.getState().putBack(text);
      return;
    }
  }
}

type RulesNode = Extract<GraphNode, { kind: "tool" }> & { tool: { type: "rules" } };
const isRules = (node: GraphNode): node is RulesNode => node.kind === "tool" && node.tool.type === "rules";

function changeRules(
  store: DocumentStore,
  { id, tool: { rules } }: RulesNode,
  { what, pick, typed }: Deed,
): void {
  const { edit, seq } = store.getState();
  const rule = rules[pick % Math.max(1, rules.length)];
  const path = ["tool", "rules", rule?.id ?? ""];
  const word = `w${typed.length}.`;
  if (what === "add rule") {
    const added = { id: `r${pick}-${seq()}`, name: "", when: "true", result: word, priority: 0 };
    const made = edit([
      { ...change(id, ["tool", "rules", added.id], added), index: pick % (rules.length + 1) } as GraphEdit,
    ]);
    if (made === null) typed.push(word);
  } else if (!rule) return;
  else if (what === "write rule") {
    const value = `${rule.result.slice(-60)} ${word}`;
    if (edit([change(id, [...path, "result"], value)], { typing: path.join("/") }) === null) typed.push(word);
  } else if (what === "move rule")
    edit([{ ...change(id, path, rule), index: pick % rules.length } as GraphEdit]);
  else edit([{ type: "node-change", id, path }]);
}

const change = (id: string, path: string[], value: string | number | object): GraphEdit => ({
  ...{ type: "node-change", id, path },
  // Texts, numbers and limits are JSON.
  value: value as string,
});
