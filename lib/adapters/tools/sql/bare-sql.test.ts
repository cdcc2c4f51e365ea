import { expect, test } from "vitest";
import { firstWord, isEmptySql, positional } from "./bare-sql.ts";

test.each([
  [
    "select * from t where a = :a and b = :b or c = :a",
    "select * from t where a = $1 and b = $2 or c = $1",
    ["a", "b"],
  ],
  [
    "select ':no', \":no\", a::text -- :no\n/* :no */ from t where b = :b",
    "select ':no', \":no\", a::text -- :no\n/* :no */ from t where b = $1",
    ["b"],
  ],
  [
    "select $$ :no $$, $tag$ :no $tag$, 'it''s :no', :yes",
    "select $$ :no $$, $tag$ :no $tag$, 'it''s :no', $1",
    ["yes"],
  ],
  ["select 'a'':no' || :a1_b", "select 'a'':no' || $1", ["a1_b"]],
])("parameters of %s are numbered", (statement, text, names) => {
  expect(positional(statement)).toEqual({ text, names });
});

test("white space, comments and semicolons are no statement", () => {
  expect(isEmptySql(" ; -- done\n /* really */ ;")).toBe(true);
  expect(isEmptySql("; drop table t")).toBe(false);
  expect(isEmptySql("/* */ drop table t /*")).toBe(false);
});

test("the first word skips comments", () => {
  expect(firstWord("-- update\n/* delete */ select 1")).toBe("SELECT");
  expect(firstWord("")).toBe("");
});
