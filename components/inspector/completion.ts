import type { JsonSchema } from "@/lib/graph/json-schema.ts";
import type { ResultInScope, Results } from "@/lib/graph/result-in-scope.ts";
import type { Scope } from "@/lib/graph/scope.ts";

/** One way to go on: what is inserted, what it is, and the whole path that it completes. */
export type Completion = {
  text: string;
  hint: string;
  path: readonly string[];
  /** It has fields to go on with. */
  deeper: boolean;
};

/** Ways to go on that begin with the same name, such as `input`. */
export type CompletionGroup = { root: string; options: Completion[] };

/** Ways to go on from the caret; they replace the text from `start` to the caret, between `before` and `after`. */
export type Completions = { start: number; before: string; after: string; groups: CompletionGroup[] };

/** Where names may stand: everywhere in an expression, inside `{{ }}` in a template. */
export type CompletionKind = "expression" | "template";

/** A path is looked for in so many characters before the caret. */
const LONGEST_PATH = 500;

/** The most ways to go on that are offered at once. */
const MAX_OPTIONS = 60;

/**
 * What may follow at the caret of a CEL expression: all paths in reach that have the typed piece in them, or the fields of
 * what stands before the dot. Null where no name can stand: inside a text, and in a template outside `{{ }}`.
 */
export function completionsAt(
  source: string,
  caret: number,
  scope: Scope,
  kind: CompletionKind,
): Completions | null {
  const before = source.slice(0, caret);
  const opened = kind === "template" ? before.lastIndexOf("{{") : 0;
  if (kind === "template" && opened <= before.lastIndexOf("}}")) return null;
  if ((before.slice(opened).match(/"/g)?.length ?? 0) % 2 === 1) return null;
  const path = /[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z0-9_]*)*$/.exec(before.slice(-LONGEST_PATH))?.[0] ?? "";
  const names = path.split(".");
  const typed = names.pop() ?? "";
  const start = caret - typed.length;
  const groups = names.length === 0 ? pathsInReach(scope) : fieldsAfter(names, scope);
  return {
    start,
    before: kind === "template" && before.slice(opened, start) === "{{" ? " " : "",
    after: kind === "template" && !closes(source.slice(caret)) ? " }}" : "",
    groups: narrowed(groups, typed),
  };
}

/** What may be put at a place of a template where no `{{` has been written yet. */
export function insertionsAt(caret: number, scope: Scope): Completions {
  return { start: caret, before: "{{ ", after: " }}", groups: narrowed(pathsInReach(scope), "") };
}

/** True where the `{{` that is open before this text is closed in it. */
function closes(rest: string): boolean {
  const end = rest.indexOf("}}");
  const next = rest.indexOf("{{");
  return end !== -1 && (next === -1 || end < next);
}

function narrowed(groups: readonly CompletionGroup[], typed: string): CompletionGroup[] {
  let room = MAX_OPTIONS;
  return groups.map(({ root, options }) => {
    const fitting = options.filter(({ text }) => text !== typed && hasPiece(text, typed)).slice(0, room);
    room -= fitting.length;
    return { root, options: fitting };
  });
}

/** Whether a word of a path begins so: `desk` finds `results.order_desk`, and `id` finds `input.orderId`. */
function hasPiece(path: string, typed: string): boolean {
  const wanted = typed.toLowerCase();
  return [...path.matchAll(/(?<![^._])\w|(?<=[a-z0-9])[A-Z]/g)].some(({ index }) =>
    path.slice(index).toLowerCase().startsWith(wanted),
  );
}

/** Each root with its fields, and each result that can be there with its own. */
function pathsInReach({ roots, results, rounds }: Scope): CompletionGroup[] {
  const input = roots.get("input");
  const groups = [...roots].map(([root, shape]): CompletionGroup => {
    // Where both mean the same, one list of its fields is enough.
    const again = root !== "input" && shape === input;
    return { root, options: [option([root], shape), ...(again ? [] : fieldsOf(shape, [root], root))] };
  });
  if (results)
    groups.push({
      root: "results",
      options: [...results].flatMap(([name, result]) => {
        const path = ["results", name];
        const { shape } = result;
        return result.soon ? [resultOption(path, result), ...fieldsOf(shape, path, path.join("."))] : [];
      }),
    });
  if (rounds) groups.push({ root: "rounds", options: roundsIn(rounds) });
  return groups;
}

function fieldsAfter(names: readonly string[], scope: Scope): CompletionGroup[] {
  const [root = "", ...rest] = names;
  if (root === "rounds" && rest.length === 0 && scope.rounds)
    return [{ root, options: roundsIn(scope.rounds, "") }];
  if (root !== "results") return [{ root, options: fieldsOf(shapeAt(scope.roots.get(root), rest), names) }];
  const [name, ...fields] = rest;
  if (name !== undefined)
    return [{ root, options: fieldsOf(shapeAt(scope.results?.get(name)?.shape, fields), names) }];
  const options = [...(scope.results ?? [])].flatMap(([name, result]) =>
    result.soon ? [resultOption([root, name], result, name)] : [],
  );
  return [{ root, options }];
}

/** A result; one that a later step of a loop leaves behind is there from the second round on. */
function resultOption(
  path: readonly string[],
  { shape, onlyAgain }: ResultInScope,
  text?: string,
): Completion {
  const offered = option(path, shape, text);
  return onlyAgain ? { ...offered, hint: `${offered.hint}, not in the first round` } : offered;
}

const roundsIn = (rounds: Results, prefix = "rounds."): Completion[] =>
  [...rounds].flatMap(([name, { shape, soon }]) =>
    soon ? [option(["rounds", name], shape, `${prefix}${name}`)] : [],
  );

function shapeAt(shape: JsonSchema | undefined, path: readonly string[]): JsonSchema | undefined {
  return path.reduce<JsonSchema | undefined>((current, name) => current?.properties?.[name], shape);
}

/** The fields of a shape at a path; each inserts its name alone, or after `prefix` and a dot. */
function fieldsOf(shape: JsonSchema | undefined, path: readonly string[], prefix?: string): Completion[] {
  return Object.entries(shape?.properties ?? {}).map(([name, field]) =>
    option([...path, name], field, prefix === undefined ? name : `${prefix}.${name}`),
  );
}

const option = (path: readonly string[], shape: JsonSchema, text = path.join(".")): Completion => ({
  text,
  path,
  hint: describe(shape),
  deeper: Object.keys(shape.properties ?? {}).length > 0,
});

/** A shape in a word or two: "text", "list of objects". */
export function describe(shape: JsonSchema): string {
  switch (shape.type) {
    case "string":
      return shape.enum ? "one of a few" : "text";
    case "number":
      return "number";
    case "integer":
      return "whole number";
    case "boolean":
      return "yes or no";
    case "array":
      return shape.items?.type ? `list of ${plural(describe(shape.items))}` : "list";
    case "object":
      return "object";
    case undefined:
      return "anything";
  }
}

const plural = (word: string) => (word === "yes or no" ? word : `${word}s`);
