import type { ASTNode } from "@marcbachmann/cel-js";

/**
 * One step of a path: a name with its position in the source (without quotes), or a list item, selected by a number
 * or by something computed.
 */
export type PathStep = { name: string; start: number; end: number } | { item: true };

/** What an expression reads from outside, such as `results.decision.action`; the first step is always a name. */
export type PathRead = { root: string; steps: PathStep[]; start: number; end: number };

const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_]*$/;
/** Macros of CEL whose first argument names a variable that only their other arguments see. */
const COMPREHENSIONS = new Set(["all", "exists", "exists_one", "existsOne", "map", "filter"]);
/** Names defined by CEL itself: namespaces and types. */
const BUILT_IN = new Set([
  "cel",
  "optional",
  "int",
  "uint",
  "double",
  "string",
  "bool",
  "bytes",
  "list",
  "map",
  "null_type",
]);

/** What a parsed expression reads, in reading order; variables of its own macros are left out. */
export function readsOf(ast: ASTNode): PathRead[] {
  const found: PathRead[] = [];
  visit(ast, new Set(), found);
  return found.toSorted((a, b) => a.start - b.start);
}

/**
 * The path of a read with dots, up to the first step that can't be written after a dot: `results.decision.action`.
 */
export function pathOf(read: PathRead): string {
  const names: string[] = [read.root];
  for (const step of read.steps) {
    if ("item" in step || !IDENTIFIER.test(step.name)) break;
    names.push(step.name);
  }
  return names.join(".");
}

function visit(node: ASTNode, bound: ReadonlySet<string>, found: PathRead[]): void {
  const read = chain(node, bound, found);
  if (read) {
    if (!bound.has(read.root) && !BUILT_IN.has(read.root)) found.push(read);
    return;
  }
  if (node.op === "rcall") {
    const [name, receiver, parameters] = node.args;
    visit(receiver, bound, found);
    const [variable, ...rest] = parameters;
    const binds =
      COMPREHENSIONS.has(name) || (name === "bind" && receiver.op === "id" && receiver.args === "cel");
    if (binds && variable?.op === "id") {
      const inner = new Set(bound).add(variable.args);
      for (const one of rest) visit(one, inner, found);
    } else for (const one of parameters) visit(one, bound, found);
    return;
  }
  for (const child of children(node.args)) visit(child, bound, found);
}

/** Reads `a.b["c"][0].d` as one path; expressions inside brackets are visited apart. */
function chain(node: ASTNode, bound: ReadonlySet<string>, found: PathRead[]): PathRead | null {
  if (node.op === "id") return { root: node.args, steps: [], start: node.start, end: node.end };
  if (node.op === "." || node.op === ".?") {
    const [of, name] = node.args;
    const holder = chain(of, bound, found);
    // `.?` may contain its name as a node; only a plain name makes a step.
    if (!holder || typeof name !== "string") return null;
    const step = { name, start: node.end - name.length, end: node.end };
    return { ...holder, steps: [...holder.steps, step], end: node.end };
  }
  if (node.op === "[]" || node.op === "[?]") {
    const [of, key] = node.args;
    const holder = chain(of, bound, found);
    if (!holder) return null;
    if (key.op !== "value") visit(key, bound, found);
    return { ...holder, steps: [...holder.steps, keyStep(key)], end: node.end };
  }
  return null;
}

/** A name in plain quotes is a step by name; one that is computed, numeric or written with escapes is not. */
function keyStep(key: ASTNode): PathStep {
  if (key.op !== "value" || typeof key.args !== "string") return { item: true };
  const inside = { start: key.start + 1, end: key.end - 1 };
  return key.input.slice(inside.start, inside.end) === key.args
    ? { name: key.args, ...inside }
    : { item: true };
}

function children(value: unknown): ASTNode[] {
  if (Array.isArray(value)) return value.flatMap(children);
  // Everything with an `op` inside an AST is an AST node.
  return typeof value === "object" && value !== null && "op" in value ? [value as ASTNode] : [];
}
