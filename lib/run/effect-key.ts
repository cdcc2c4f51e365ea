import type { Path } from "./path.ts";

/**
 * The key of an effect: the same for every attempt, other for every other visit. It is kept in other people's
 * databases, so this format never changes: a run that goes on after an upgrade would write twice. Only what a path
 * part has is in it, so that parts may get further fields.
 */
export function effectKeyOf(scope: string, path: Path): string {
  const parts = path.map(({ step, visit, turn, call, item }) => {
    const part = [step, visit, turn ?? null, call ?? null];
    return item === undefined ? part : [...part, item];
  });
  return `${scope}:${JSON.stringify(parts)}`;
}
