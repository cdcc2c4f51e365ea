import fc from "fast-check";
import { expect, test } from "vitest";
import { reachability } from "./reachability.ts";

test("what comes before what is what walking back finds, also in circles", () => {
  const node = fc.integer({ min: 0, max: 40 }).map(String);
  fc.assert(
    fc.property(fc.array(fc.record({ from: node, to: node }), { maxLength: 80 }), (edges) => {
      const ids = Array.from({ length: 41 }, (_, id) => String(id));
      const comesBefore = reachability(ids, edges);
      for (const later of ids) {
        const found = new Set<string>();
        const open = [later];
        for (let at = open.pop(); at !== undefined; at = open.pop())
          for (const { from, to } of edges)
            if (to === at && !found.has(from)) {
              found.add(from);
              open.push(from);
            }
        expect(ids.filter((id) => comesBefore(id, later))).toEqual(ids.filter((id) => found.has(id)));
      }
    }),
  );
});

test("a way as long as a graph can be needs no deep stack", () => {
  const ids = Array.from({ length: 20_000 }, (_, id) => String(id));
  const edges = ids.slice(1).map((to, at) => ({ from: String(at), to }));
  const comesBefore = reachability(ids.slice(0, 2_000), edges);
  expect([comesBefore("0", "1999"), comesBefore("1999", "0")]).toEqual([true, false]);
});
