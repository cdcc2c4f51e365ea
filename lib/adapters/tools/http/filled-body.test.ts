import fc from "fast-check";
import { expect, test } from "vitest";
import type { Json, JsonObject } from "../../../graph/json.ts";
import { ToolProblem } from "../tool-problem.ts";
import { filledBody } from "./filled-body.ts";

const body = (template: string, parameters: JsonObject, type?: string) =>
  filledBody(template, type, parameters).body;
const nasty = 'He said "no",\n\tthen \\ and {{ parameters.b }} </a> & é';

test("a JSON template takes values bare or inside texts, and stays the JSON that it is", () => {
  const template =
    '{"list": {{ parameters.list }}, "note": "{{ parameters.text }}", "say": "it is {{ parameters.text }}!"}';
  expect(JSON.parse(body(template, { list: [1, "a"], text: nasty }))).toEqual({
    list: [1, "a"],
    note: nasty,
    say: `it is ${nasty}!`,
  });
});

test("values in quotes keep their type, quoted names in places are read, and keys are filled", () => {
  const template =
    '{"n": "{{ parameters.n }}", "{{ parameters["k"] }}": {{ parameters["n"] + 1 }}, "t": "{{ parameters["k"] }}-"}';
  expect(JSON.parse(body(template, { n: 7, k: 'a"b' }))).toEqual({ n: 7, 'a"b': 8, t: 'a"b-' });
});

test("what the call leaves out is left out of JSON, null is not", () => {
  const template = '{"a": {{ parameters.a }}, "b": "{{ parameters.b }}", "c": ["{{ parameters.c }}", 1]}';
  expect(body(template, { b: null })).toBe('{"b":null,"c":[1]}');
  expect(() => body('{"a": "x{{ parameters.a }}"}', {})).toThrow("can't be filled");
});

test("long numbers of the template keep their digits", () => {
  expect(body('{"id": 9007199254740993, "x": 1.50, "s": "9007199254740993"}', {})).toBe(
    '{"id":9007199254740993,"x":1.5,"s":"9007199254740993"}',
  );
});

test("a template that says JSON and is none is refused before anything is sent", () => {
  for (const template of [
    '{"a": {{ parameters.a }',
    '{"a": x{{ parameters.a }}}',
    "{a: 1}",
    '{"a": "{{ parameters.a }}}',
  ])
    expect(() => body(template, { a: 1 }, "application/json")).toThrow("Nothing was sent");
});

test.each<[string, string | undefined, string]>([
  ['{"a": 1}', undefined, "application/json"],
  ["[{{ parameters.a }}]", undefined, "application/json"],
  ["{{ parameters.a }}", undefined, "text/plain; charset=utf-8"],
  ["<a>{{ parameters.a }}</a>", undefined, "application/xml"],
  ["hello {{ parameters.a }}", undefined, "text/plain; charset=utf-8"],
  ["x", "text/csv", "text/csv"],
])("the body %s with the content type %s is sent as %s", (template, type, expected) => {
  expect(filledBody(template, type, { a: "b" }).contentType).toBe(expected);
});

test("a body that is one value is that value: JSON where it is an object or where the type says so", () => {
  expect(filledBody("{{ parameters.a }}", undefined, { a: { b: [1] } })).toEqual({
    body: '{"b":[1]}',
    contentType: "application/json",
  });
  expect(body("{{ parameters.a }}", { a: "x\ny" })).toBe("x\ny");
  expect(body(" {{ parameters.a }} ", { a: "x\ny" }, "application/json")).toBe('"x\\ny"');
});

test("in XML and HTML a value is text and nothing else", () => {
  for (const type of ["application/xml", "text/xml", "application/soap+xml; charset=utf-8", "text/html"]) {
    const made = body('<a b="{{ parameters.t }}">{{ parameters.t }}</a>', { t: `<x y='z'>"&]]>` }, type);
    const text = "&lt;x y=&apos;z&apos;&gt;&quot;&amp;]]&gt;";
    expect(made).toBe(`<a b="${text}">${text}</a>`);
  }
  expect(() => body("<a>{{ parameters.t }}</a>", { t: "a\u0000" })).toThrow(ToolProblem);
});

test("lines of JSON are filled one by one", () => {
  const made = body(
    '{"a": {{ parameters.a }}}\n{"b": "{{ parameters.a }}"}',
    { a: "x\ny" },
    "application/x-ndjson",
  );
  expect(made).toBe('{"a":"x\\ny"}\n{"b":"x\\ny"}\n');
});

test("a body in parts takes no values; other text is sent as it is", () => {
  expect(() => body("--b\r\n{{ parameters.a }}", { a: "x" }, "multipart/form-data; boundary=b")).toThrow(
    "can't be filled with values",
  );
  expect(body("{{ parameters.a }}!", { a: nasty }, "text/plain")).toBe(`${nasty}!`);
});

const anyText = fc.string({
  unit: fc.constantFrom(..."ab\"\\\n\r\t{}[],:<>&=+% '\u0001é😀{", "{{", "}}", "&x=1"),
});
const anyJson = fc.jsonValue({ maxDepth: 3 });

test("whatever the values are, a JSON body says them and nothing else", () => {
  fc.assert(
    fc.property(anyText, anyJson, (text, value) => {
      // fast-check's JSON values are JSON.
      const parameters = { text, value: value as Json };
      const made = body(
        '{"v": {{ parameters.value }}, "t": "<{{ parameters.text }}>", "q": "{{ parameters.value }}"}',
        parameters,
      );
      expect(JSON.parse(made)).toEqual(JSON.parse(JSON.stringify({ v: value, t: `<${text}>`, q: value })));
    }),
  );
});

test("whatever the values are, a form says them and nothing else", () => {
  fc.assert(
    fc.property(anyText, anyText, (a, b) => {
      const made = body(
        "a={{ parameters.a }}&b=x{{ parameters.b }}&c={{ parameters.c }}&d=1",
        { a, b },
        "application/x-www-form-urlencoded",
      );
      expect([...new URLSearchParams(made)]).toEqual([
        ["a", a],
        ["b", `x${b}`],
        ["d", "1"],
      ]);
    }),
  );
});
