import fc from "fast-check";
import { expect, test } from "vitest";
import { dominators } from "./dominators.ts";

const SIZE = 9;
const all = Array.from({ length: SIZE }, (_, id) => id);

/** What the roots reach without passing a node. */
function reachedWithout(next: number[][], roots: number[], without: number | null): Set<number> {
  const found = new Set<number>();
  const open = roots.filter((root) => root !== without);
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (found.has(at)) continue;
    found.add(at);
    open.push(...(next[at] ?? []).filter((to) => to !== without));
  }
  return found;
}

test("a node dominates what can't be reached without it, also in circles and from several roots", () => {
  const node = fc.nat({ max: SIZE - 1 });
  fc.assert(
    fc.property(
      fc.array(fc.tuple(node, node), { maxLength: 22 }),
      fc.uniqueArray(node, { minLength: 1, maxLength: 2 }),
      (edges, roots) => {
        const next = all.map((id) => edges.filter(([from]) => from === id).map(([, to]) => to));
        const { dominates, common, closest } = dominators(next, roots);
        const reached = reachedWithout(next, roots, null);
        for (const by of all) {
          const around = reachedWithout(next, roots, by);
          for (const id of all)
            expect(dominates(by, id)).toBe(by === id || !reached.has(id) || !around.has(id));
        }
        for (const id of reached) {
          const passed = all.filter((by) => by !== id && dominates(by, id));
          // The closest is passed after all the others.
          expect(closest(id)).toBe(
            passed.find((by) => passed.every((other) => dominates(other, by))) ?? null,
          );
          for (const other of reached) {
            const both = all.filter((by) => dominates(by, id) && dominates(by, other));
            expect(common([id, other])).toBe(
              both.find((by) => both.every((one) => dominates(one, by))) ?? null,
            );
          }
        }
      },
    ),
  );
});

test("two ways that meet at every step, as long as a drawing can be, take no time to speak of", () => {
  const next = Array.from({ length: 2_000 }, (_, id) => [id + 1, id + 2].filter((to) => to < 2_000));
  const { dominates } = dominators(next, [0]);
  expect([dominates(0, 1_999), dominates(1, 1_999)]).toEqual([true, false]);
});
