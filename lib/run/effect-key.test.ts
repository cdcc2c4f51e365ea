import { expect, test } from "vitest";
import { effectKeyOf } from "./effect-key.ts";

test("keys are to the letter what earlier versions stored in other people's databases", () => {
  expect(effectKeyOf("run-1", [{ step: "erp", visit: 0 }])).toBe('run-1:[["erp",0,null,null]]');
  expect(
    effectKeyOf("5f0c", [
      { step: "desk", visit: 0, turn: 2, call: 1 },
      { step: "action", visit: 0, turn: 0, call: 0 },
      { step: "update", visit: 0 },
    ]),
  ).toBe('5f0c:[["desk",0,2,1],["action",0,0,0],["update",0,null,null]]');
});

test("each round of a loop has a key of its own, and each attempt the same", () => {
  const round = (visit: number) => effectKeyOf("run-1", [{ step: "mail", visit }]);
  expect(round(0)).not.toBe(round(1));
  expect(round(1)).toBe('run-1:[["mail",1,null,null]]');
});

test("each item of a map has a key of its own", () => {
  const key = (item: number) =>
    effectKeyOf("run-1", [
      { step: "each", visit: 0 },
      { step: "put", visit: 0, item },
    ]);
  expect(key(0)).not.toBe(key(1));
  expect(key(7)).toBe('run-1:[["each",0,null,null],["put",0,null,null,7]]');
});
