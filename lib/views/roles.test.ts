import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { hasRight, RIGHTS, type Right, Role } from "./roles.ts";

// Object.keys of the table gives its own names.
const rights = Object.keys(RIGHTS) as Right[];

test("each role may do all that the one below it may, and something more", () => {
  const of = (role: Role) => rights.filter((right) => hasRight(role, right));
  Role.options.forEach((role, index) => {
    const below = Role.options[index - 1];
    if (below === undefined) return;
    expect(of(role)).toEqual(expect.arrayContaining(of(below)));
    expect(of(role).length).toBeGreaterThan(of(below).length);
  });
  expect(of("owner")).toEqual(rights);
});

test("the documentation has the table as it is", () => {
  const marks = (right: Right) => Role.options.map((role) => (hasRight(role, right) ? "yes" : "–"));
  const rows = rights.map((right) => `| ${[RIGHTS[right].words, ...marks(right)].join(" | ")} |`);
  const docs = readFileSync(join(import.meta.dirname, "../../docs/sharing.md"), "utf8");
  expect(docs).toContain(`\n${rows.join("\n")}\n`);
});
