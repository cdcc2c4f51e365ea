import { expect, test } from "vitest";
import { isIn, sections } from "./sections.ts";

test.each([
  ["/", "Workflows"],
  ["/workflows/w1", "Workflows"],
  ["/runs", "Runs"],
  ["/runs/r1", "Runs"],
  ["/demo", "Demo company"],
  ["/members", "People"],
  ["/audit", "People"],
  ["/tokens", "People"],
])("%s lies in the section %s alone", (pathname, name) => {
  expect(sections.filter((section) => isIn(section, pathname)).map((section) => section.name)).toEqual([
    name,
  ]);
});

test("a path that only begins like a section is not in it", () => {
  expect(sections.filter((section) => isIn(section, "/runsheet"))).toEqual([]);
});
