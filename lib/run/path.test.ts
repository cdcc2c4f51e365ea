import fc from "fast-check";
import { expect, test } from "vitest";
import { type Path, pathKey } from "./path.ts";

const part = fc.record(
  {
    step: fc.string(),
    visit: fc.nat(3),
    turn: fc.nat(3),
    call: fc.nat(3),
    item: fc.nat(3),
  },
  { requiredKeys: ["step", "visit"] },
);

test("two paths have the same key exactly when they are equal", () => {
  const paths = fc.array(part, { maxLength: 3 });
  fc.assert(
    fc.property(paths, paths, (a: Path, b: Path) => {
      expect(pathKey(structuredClone(a))).toBe(pathKey(a));
      const same =
        a.length === b.length &&
        a.every((one, at) => {
          const other = b[at];
          return (
            one.step === other?.step &&
            one.visit === other.visit &&
            one.turn === other.turn &&
            one.call === other.call &&
            one.item === other.item
          );
        });
      expect(pathKey(a) === pathKey(b)).toBe(same);
    }),
  );
});

test("a path's key is the one that was written before", () => {
  expect(
    pathKey([
      { step: "desk", visit: 0, turn: 1, call: 2 },
      { step: "update", visit: 0 },
    ]),
  ).toBe('[["desk",0,1,2],["update",0,null,null]]');
});
