import type { JsonSchema } from "@/lib/graph/json-schema.ts";
import type { Scope } from "@/lib/graph/scope.ts";

/** One way to go on: what is inserted, and what it is. */
export type Completion = { text: string; hint: string };

/** Ways to go on from the caret; they replace the text from `start` to the caret. */
export type Completions = { start: number; options: Completion[] };

/** A path is looked for in so many characters before the caret. */
const LONGEST_PATH = 500;

const none: Completions = { start: 0, options: [] };

/**
 * What may follow at the caret of a CEL expression: the names of the scope, the results that can be there, and the fields
 * of what stands before the dot. In a template only inside `{{ }}`.
 */
export function completionsAt(
  source: string,
  caret: number,
  scope: Scope,
  kind: "expression" | "template",
): Completions {
  const before = source.slice(0, caret);
  if (kind === "template" && before.lastIndexOf("{{") <= before.lastIndexOf("}}")) return none;
  const inString =
    (before.slice(kind === "template" ? before.lastIndexOf("{{") : 0).match(/"/g)?.length ?? 0) % 2 === 1;
  if (inString) return none;
  const path = /[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z0-9_]*)*$/.exec(before.slice(-LONGEST_PATH))?.[0] ?? "";
  const names = path.split(".");
  const typed = names.pop() ?? "";
  const options = optionsAfter(names, scope)
    .filter((option) => option.text.toLowerCase().startsWith(typed.toLowerCase()) && option.text !== typed)
    .slice(0, 30);
  return { start: caret - typed.length, options };
}

function optionsAfter(names: readonly string[], scope: Scope): Completion[] {
  const [root, ...rest] = names;
  if (root === undefined)
    return [
      ...[...scope.roots].map(([text, shape]) => ({ text, hint: describe(shape) })),
      ...(scope.results && scope.results.size > 0 ? [{ text: "results", hint: "what the others gave" }] : []),
    ];
  if (root === "results") {
    if (!scope.results) return [];
    const [name, ...fields] = rest;
    if (name === undefined)
      return [...scope.results]
        .filter(([, result]) => result.soon)
        .map(([text, { shape }]) => ({ text, hint: describe(shape) }));
    return fieldsOf(scope.results.get(name)?.shape, fields);
  }
  return fieldsOf(scope.roots.get(root), rest);
}

function fieldsOf(shape: JsonSchema | undefined, path: readonly string[]): Completion[] {
  let current = shape;
  for (const name of path) current = current?.properties?.[name];
  return Object.entries(current?.properties ?? {}).map(([text, field]) => ({ text, hint: describe(field) }));
}

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
