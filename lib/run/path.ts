import { z } from "zod";

/**
 * One part of a path: a visit to `step`; with `turn`, that visit's model turn (0, 1 …); with `call`, the call of that
 * ordinal in the turn's reply; with `item`, asked by a map for its item of that ordinal. `visit` counts visits to the same step under the same parent (0, 1 …).
 */
export const PathPart = z.strictObject({
  step: z.string(),
  visit: z.int().nonnegative(),
  turn: z.int().nonnegative().optional(),
  call: z.int().nonnegative().optional(),
  item: z.int().nonnegative().optional(),
});
export type PathPart = z.infer<typeof PathPart>;

/** The address of a span, from the outermost step inwards. The attempt is not part of it. */
export const Path = z.array(PathPart);
export type Path = z.infer<typeof Path>;

/** A text that is the same exactly for paths through the same steps, whichever visits they are; for use as a key only. */
export const stepsKey = (steps: readonly string[]): string => JSON.stringify(steps);

/** Whether a path is that of a visit, or of something inside it. */
export const isWithin = (path: Path, visit: Path): boolean =>
  visit.every((outer, at) => {
    const part = path[at];
    if (part?.step !== outer.step || part.visit !== outer.visit || part.item !== outer.item) return false;
    // The last part of a visit's path says nothing of its turns and calls.
    return at === visit.length - 1 || (part.turn === outer.turn && part.call === outer.call);
  });

/** A text that is the same exactly for equal paths, for use as a key only; never parse it. */
export const pathKey = (path: Path): string => JSON.stringify(path.map(keyOf));

function keyOf({ step, visit, turn, call, item }: PathPart) {
  const key = [step, visit, turn ?? null, call ?? null];
  return item === undefined ? key : [...key, item];
}
