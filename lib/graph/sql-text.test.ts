import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bareSql, firstWord, isEmptySql, positional, scanSql, statementParameters } from "./sql-text.ts";

test.each<[string, string, string[]]>([
  ["select :a, :b, :a", "select $1, $2, $1", ["a", "b"]],
  ["select ':no', \":no\", a::text -- :no\n, :b", "select ':no', \":no\", a::text -- :no\n, $1", ["b"]],
  ["select $$ :c $$, $tag$ :no $$ $tag$, :yes", "select $$ :c $$, $tag$ :no $$ $tag$, $1", ["yes"]],
  ["select a$b$ , :x, c$b$", "select a$b$ , $1, c$b$", ["x"]],
  ["select 'a'':no' || :a1_b", "select 'a'':no' || $1", ["a1_b"]],
  ["select E'it\\'s :no', :a", "select E'it\\'s :no', $1", ["a"]],
  ["select 'back\\', :a, 'x'", "select 'back\\', $1, 'x'", ["a"]],
  ["select somee'\\', :a", "select somee'\\', $1", ["a"]],
  ["select e'a' -- on\n  'it\\'s :no', :a", "select e'a' -- on\n  'it\\'s :no', $1", ["a"]],
  ["select U&'d\\0061' , U&\"\\0061:no\", :a", "select U&'d\\0061' , U&\"\\0061:no\", $1", ["a"]],
  ["/* :no /* :no */ :no */ select :a", "/* :no /* :no */ :no */ select $1", ["a"]],
  ["select x[1:n], x[a :b], x[:lo::int]", "select x[1:n], x[a $1], x[$2::int]", ["b", "lo"]],
  ["select x[(1):n], x[y[1]:n], x[: 2], x[:]", "select x[(1):n], x[y[1]:n], x[: 2], x[:]", []],
  ["select f(a := :b, c => :d, e=>:f)", "select f(a := $1, c => $2, e=>$3)", ["b", "d", "f"]],
  ["select 1 limit:n", "select 1 limit $1", ["n"]],
  ["select x:::a", "select x::$1", ["a"]],
  ["select :größe, :数量, :a\u0301", "select $1, $2, $3", ["größe", "数量", "a\u0301"]],
  ["select ':no", "select ':no", []],
])("%s has the parameters that PostgreSQL would see", (statement, text, names) => {
  expect(positional(statement)).toMatchObject({ text, names });
  expect(statementParameters(statement)).toEqual(names);
});

test.each([
  ["select 'a", "text", "'"],
  ["select E'a\\'", "text", "'"],
  ['select "a', "name", '"'],
  ["select $x$ $y$", "dollar-text", "$x$"],
  ["select /* /* */", "comment", "*/"],
])("what %s doesn't close is told", (statement, kind, expected) => {
  expect(scanSql(statement).unclosed).toMatchObject({ kind, expected });
});

test("a parameter by number is told apart", () => {
  expect(scanSql("select $1, a$1, '$1'").pieces.filter(({ kind }) => kind === "numbered")).toEqual([
    { kind: "numbered", start: 7, end: 9 },
  ]);
});

test("code alone", () => {
  expect(bareSql("select 'a' || $$b$$, \"c\" /* d */ from t -- e")).toBe("select '' || '', \"\"   from t  ");
  expect(isEmptySql(" ; -- done\n /* really /* */ */ ;")).toBe(true);
  expect(isEmptySql("; drop table t")).toBe(false);
  expect(isEmptySql("/* */ drop table t /*")).toBe(false);
  expect(firstWord("-- update\n/* delete */ select 1")).toBe("SELECT");
  expect(firstWord("")).toBe("");
});

describe("any statement", () => {
  const name = fc.stringMatching(/^[a-z_][a-z0-9_]{0,5}$/);
  const letters = fc.string({
    unit: fc.constantFrom(..."ab :'\"$\\/*-[]\n;é語", "::", ":x", "$$", "/*", "*/", "--"),
    maxLength: 12,
  });
  const comment: fc.Arbitrary<string> = fc.letrec((tie) => ({
    comment: fc
      .array(fc.oneof({ maxDepth: 3 }, fc.constantFrom(":no", "'", "$$", "-- ", " "), tie("comment")))
      .map((parts) => `/*${parts.join(" ")}*/`),
  })).comment as fc.Arbitrary<string>;
  const plain = (text: string) => [text, []] as [string, string[]];
  const piece: fc.Arbitrary<[string, string[]]> = fc.oneof(
    name.map((one): [string, string[]] => [`:${one}`, [one]]),
    letters.map((text) => plain(`'${text.replaceAll("'", "''")}'`)),
    letters.map((text) => plain(`"${text.replaceAll('"', '""')}"`)),
    letters.map((text) => plain(`E'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`)),
    fc.tuple(fc.constantFrom("$$", "$t$"), letters).map(([tag, text]) => {
      const inside = text.replaceAll("$", "€");
      return plain(`${tag}${inside}${tag}`);
    }),
    letters.map((text) => plain(`--${text.replaceAll("\n", " ")}\n`)),
    comment.map(plain),
    fc
      .constantFrom("select", "a::text", "x[1:n]", "b := 2", "c => d", "1.5", "( )", "a$b$c", "::", "=")
      .map(plain),
  );
  // Between pieces stands what joins neither of them to the other.
  const statement = fc.array(piece, { maxLength: 12 }).map((all) => ({
    text: all.map(([text]) => text).join(" , "),
    names: all.flatMap(([, names]) => names),
  }));

  test("has the parameters that stand in its code, and no others", () => {
    fc.assert(
      fc.property(statement, ({ text, names }) => {
        expect(scanSql(text).unclosed).toBeNull();
        expect(statementParameters(text)).toEqual([...new Set(names)]);
      }),
      { numRuns: 500 },
    );
  });

  test("is covered by its pieces, and every offset of the numbered text leads back to where it came from", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          statement.map(({ text }) => text),
          letters,
        ),
        (text) => {
          let end = 0;
          for (const piece of scanSql(text).pieces) {
            expect(piece.start).toBe(end);
            end = piece.end;
          }
          expect(end).toBe(text.length);
          const { text: numbered, origin } = positional(text);
          for (let at = 0; at < numbered.length; at++) {
            const letter = numbered.charAt(at);
            if (!/[\s$\d]/.test(letter)) expect(text.charAt(origin(at))).toBe(letter);
          }
        },
      ),
    );
  });
});
