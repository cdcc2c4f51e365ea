import type { Scope } from "@/lib/graph/scope.ts";

/** The likeliest path to a value of this name: a field of that name anywhere in reach, nearest first; else empty. */
export function suggestPath(name: string, scope: Scope): string {
  for (const [root, shape] of [...scope.roots].toReversed())
    if (shape.properties && Object.hasOwn(shape.properties, name)) return `${root}.${name}`;
  for (const [result, { shape, soon }] of scope.results ?? []) {
    if (!soon) continue;
    if (result === name) return `results.${result}`;
    if (shape.properties && Object.hasOwn(shape.properties, name)) return `results.${result}.${name}`;
  }
  return "";
}
