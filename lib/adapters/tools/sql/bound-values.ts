import type { SqlValue } from "./request.ts";

/** The values in the order of their numbers; throws when the statement has a parameter that nobody has a value for. */
export function valuesOf(names: readonly string[], parameters: Record<string, SqlValue>): SqlValue[] {
  return names.map((name) => {
    const value = parameters[name];
    if (value === undefined) throw new Error(`expected a value for :${name}`);
    return value;
  });
}
