import { expect, test } from "vitest";
import { initials } from "./initials.ts";

test.each([
  ["Ada Lovelace", "AL"],
  ["Ada", "A"],
  ["  Johann Sebastian Bach ", "JB"],
  ["", "?"],
  ["👩‍🚀 Crew", "👩‍🚀C"],
  ["محمد علي", "مع"],
])("the initials of %j are %j", (name, letters) => {
  expect(initials(name)).toBe(letters);
});
