import fc from "fast-check";
import { expect, test } from "vitest";
import type { JsonObject } from "../../../graph/json.ts";
import { ToolProblem } from "../tool-problem.ts";
import { filledUrl } from "./filled-url.ts";

const url = (template: string, parameters: JsonObject) => filledUrl(template, parameters).href;

test.each([
  "..",
  ".",
  "%2e%2e",
  "%2E.",
  "%252e%252e",
  "..;",
  "..;jsessionid=1",
  "../admin",
  "..\\admin",
  "a/../../admin",
  "a/..",
  "..%2fadmin",
  "．．",
  " .. ",
  "",
  "  ",
  "a\u0000",
  "a\nb",
  "\ud800",
])("the value %j can't make a path another one", (id) => {
  for (const template of [
    "https://api.example.com/tenants/42/orders/{{ parameters.id }}",
    "https://api.example.com/orders/{{ parameters.id }}/lines?x=1",
  ])
    expect(() => url(template, { id })).toThrow(ToolProblem);
});

test("dots that two values make together are refused too; dots inside a name are not", () => {
  const template = "https://api.example.com/o/{{ parameters.a }}{{ parameters.b }}";
  expect(() => url(template, { a: ".", b: "." })).toThrow(ToolProblem);
  expect(url(template, { a: "v1.", b: ".txt" })).toBe("https://api.example.com/o/v1..txt");
  expect(url("https://api.example.com/o/.{{ parameters.a }}", { a: "well-known" })).toContain(
    "/o/.well-known",
  );
  expect(() => url("https://api.example.com/o/.{{ parameters.a }}", { a: "." })).toThrow(ToolProblem);
});

test("whatever a value says, host, path and number of parts of the path stay", () => {
  const nasty = fc.string({ unit: fc.constantFrom(..."a./\\%2e5f;?#&=@: \n\u0000é😀.") });
  fc.assert(
    fc.property(nasty, nasty, (a, b) => {
      let made: URL;
      try {
        made = filledUrl("https://api.example.com/t/42/o/{{ parameters.a }}/x?q={{ parameters.b }}&r=1", {
          a,
          b,
        });
      } catch (error) {
        expect(error).toBeInstanceOf(ToolProblem);
        return;
      }
      expect(made.origin).toBe("https://api.example.com");
      const parts = made.pathname.split("/");
      expect([parts.slice(0, 4), parts.slice(5)]).toEqual([["", "t", "42", "o"], ["x"]]);
      expect(decodeURIComponent(parts[4] ?? "")).toBe(a);
      expect([...made.searchParams]).toEqual([
        ["q", b],
        ["r", "1"],
      ]);
    }),
  );
});

test.each([
  ["https://api.example.com{{ parameters.x }}", ".evil.example"],
  ["https://api.example.com{{ parameters.x }}/orders", "evil"],
  ["https://api.example.com{{ parameters.x }}", "@evil.example/"],
  ["https://{{ parameters.x }}.example.com/", "evil.example/"],
  ["https://{{ parameters.x }}.example.com/", "evil.example#"],
  ["https://{{ parameters.x }}.example.com/", "a.b"],
  ["https://{{ parameters.x }}.example.com/", ""],
  ["https://{{ parameters.x }}/orders", "evil.example/a?"],
  ["https://{{ parameters.x }}/orders", "user@evil.example"],
  ["https://api.example.com:{{ parameters.x }}/", "80@evil.example"],
  ["{{ parameters.x }}://api.example.com/", "https://evil.example/#"],
  ["{{ parameters.x }}://api.example.com/", "file"],
  ["{{ parameters.x }}/orders", "https://user:pass@evil.example"],
  ["{{ parameters.x }}/orders", "https://evil.example/?"],
  ["{{ parameters.x }}/orders", "https://evil.example/#"],
  ["{{ parameters.x }}.example.com/orders", "https://evil.example/a"],
  ["h{{ parameters.x }}://api.example.com/", "ttps"],
])("in %s the value %j can't choose another host", (template, x) => {
  expect(() => url(template, { x })).toThrow(ToolProblem);
});

test.each([
  ["https://{{ parameters.x }}.example.com/a", "eu-1", "https://eu-1.example.com/a"],
  ["https://{{ parameters.x }}/a", "api.example.com:8443", "https://api.example.com:8443/a"],
  ["https://api.example.com:{{ parameters.x }}/a", 8443, "https://api.example.com:8443/a"],
  ["{{ parameters.x }}", "https://example.com/a?b=c#d", "https://example.com/a?b=c#d"],
  ["{{ parameters.x }}/orders", "https://example.com/v1/", "https://example.com/v1/orders"],
  ["{{ parameters.x }}://example.com/", "http", "http://example.com/"],
  ["https://example.com/a#{{ parameters.x }}", "y", "https://example.com/a#"],
])("%s with %j is %s", (template, x, expected) => expect(url(template, { x })).toBe(expected));

test.each<[string, JsonObject, string]>([
  ["?a={{ parameters.a }}&b={{ parameters.b }}", { a: 1, b: 2 }, "?a=1&b=2"],
  ["?a={{ parameters.a }}&b={{ parameters.b }}", { b: 2 }, "?b=2"],
  ["?a={{ parameters.a }}&b={{ parameters.b }}", { a: 1 }, "?a=1"],
  ["?a={{ parameters.a }}&b={{ parameters.b }}", { a: null, b: null }, ""],
  ["?a={{ parameters.a }}&b={{ parameters.b }}", {}, ""],
  ["?x=1&a={{ parameters.a }}#f", {}, "?x=1#f"],
  ["?a={{ parameters.a }}&x=1", {}, "?x=1"],
  ["?x=0&a={{ parameters.a }}&b={{ parameters.b }}&y=1", {}, "?x=0&y=1"],
  ["?a={{ parameters.a }}", { a: "" }, "?a="],
  ["?a={{ parameters.a.b }}", {}, ""],
])("in the query %s, what is left out takes its name with it: %j gives %s", (query, parameters, expected) => {
  expect(url(`https://example.com/o${query}`, parameters)).toBe(`https://example.com/o${expected}`);
});

test("a value that is only a part of a query's value, and every one in a path, has to be there", () => {
  for (const rest of ["o?a=x{{ parameters.a }}", "{{ parameters.a }}", "o?{{ parameters.a }}=1"])
    expect(() => url(`https://example.com/${rest}`, {})).toThrow("can't be filled");
});
