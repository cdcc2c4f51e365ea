import type { GraphEdit } from "./graph-edit.ts";

/**
 * Whether two edits write the same thing: the same property or part of it, the same position on the canvas or
 * among the edges, or a node or edge that one of them adds or removes. An edge counts as part of both nodes that it
 * joins.
 */
export function touchesSame(one: GraphEdit, other: GraphEdit): boolean {
  if (idOf(one) !== idOf(other)) return endsAtRemoved(one, other) || endsAtRemoved(other, one);
  if (isMove(one) || isMove(other)) return isMove(one) === isMove(other) || isWhole(one) || isWhole(other);
  const [a, b] = [pathOf(one), pathOf(other)];
  return a.slice(0, b.length).every((key, depth) => key === b[depth]);
}

/** An edit that sets one property of a node or edge to a text. */
export type TextEdit = Extract<GraphEdit, { path: string[]; id: string }> & { value: string };

/** Whether an edit only sets a property of a node or edge to a text. */
export function isTextEdit(edit: GraphEdit): edit is TextEdit {
  return "path" in edit && "id" in edit && typeof edit.value === "string" && edit.index === undefined;
}

/** The node or edge that an edit changes; null: the workflow itself. */
function idOf(edit: GraphEdit): string | null {
  if (edit.type === "graph-change") return null;
  if (edit.type === "node-add") return edit.node.id;
  if (edit.type === "edge-add") return edit.edge.id;
  return edit.id;
}

const isMove = ({ type }: GraphEdit) => type === "node-move" || type === "edge-move";
const isWhole = (edit: GraphEdit) => edit.type.endsWith("-add") || edit.type.endsWith("-remove");
/** An edit of the whole has the empty path, which is a prefix of every path. */
const pathOf = (edit: GraphEdit): readonly string[] => ("path" in edit ? edit.path : []);

function endsAtRemoved(edge: GraphEdit, removal: GraphEdit): boolean {
  return (
    edge.type === "edge-add" &&
    removal.type === "node-remove" &&
    (edge.edge.from === removal.id || edge.edge.to === removal.id)
  );
}
