import fc from "fast-check";
import type { Json, JsonObject } from "../../../../graph/json.ts";

const NAMES = ["input", "results", "x", "n"];
const FIELDS = ["a", "b", "list", "text", "missing"];

const json: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.constantFrom<Json>(null, true, false, 0, 1, -3, 2.5, "", "ab", "é🎼", 9_007_199_254_740_991, 1e17),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...FIELDS), tie("value"), { maxKeys: 4, noNullPrototype: true }),
  ),
})).value;

/** Random data for the names that random expressions read. */
export const randomScope: fc.Arbitrary<JsonObject> = fc.record({ input: json, results: json, n: json });

const literal = fc.constantFrom(
  ...["0", "1", "2", "2.5", "10", '"ab"', "'é'", '"a\\nb"', "true", "false", "null", "[]", "{}"],
  "9007199254740991",
);

/** Random texts of expressions that can be parsed; many have no value. */
export const randomExpression: fc.Arbitrary<string> = fc.letrec<{ any: string; path: string }>((tie) => {
  const any = tie("any");
  const binary = (operators: string[]) =>
    fc
      .tuple(any, fc.constantFrom(...operators), any, fc.boolean())
      .map(([left, operator, right, closed]) =>
        closed ? `(${left} ${operator} ${right})` : `${left} ${operator} ${right}`,
      );
  return {
    path: fc.oneof(
      { depthSize: "small" },
      fc.constantFrom(...NAMES),
      fc.tuple(tie("path"), fc.constantFrom(...FIELDS)).map(([of, name]) => `${of}.${name}`),
      fc.tuple(tie("path"), any).map(([of, key]) => `${of}[${key}]`),
    ),
    any: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      literal,
      tie("path"),
      binary(["+", "-", "*", "/", "%"]),
      // In brackets: the library binds "<" and "in" tighter than "==", where CEL has them on one level.
      binary(["==", "!=", "<", "<=", ">", ">=", "in"]).map((comparison) => `(${comparison})`),
      binary(["&&", "||"]),
      any.map((of) => `!(${of})`),
      any.map((of) => `-(${of})`),
      any.map((of) => `size(${of})`),
      tie("path").map((of) => `${of}.size()`),
      fc.tuple(tie("path"), fc.constantFrom(...FIELDS)).map(([of, name]) => `has(${of}.${name})`),
      fc.tuple(any, any, any).map(([one, two, three]) => `(${one} ? ${two} : ${three})`),
      fc
        .tuple(tie("path"), fc.constantFrom("all", "exists", "map", "filter"), any)
        .map(([of, macro, body]) => `${of}.${macro}(x, ${body})`),
      fc.array(any, { maxLength: 3 }).map((items) => `[${items.join(", ")}]`),
      any.map((value) => `{"a": ${value}}`),
    ),
  };
}).any;
