import fc from "fast-check";
import { expect, test } from "vitest";
import { parseEvents } from "./parse-events.ts";

type Event = { data: string; type: string };

function parsed(pieces: readonly string[]): Event[] {
  const events: Event[] = [];
  const parser = parseEvents((data, type) => {
    events.push({ data, type });
    return true;
  });
  for (const piece of pieces) expect(parser.add(piece)).toBe(true);
  parser.end();
  return events;
}

/** The standard's rules, word for word, on a text that is there as a whole. */
function byTheStandard(text: string): Event[] {
  const events: Event[] = [];
  let data: string[] = [];
  let type = "";
  for (const line of [...text.split(/\r\n|\n|\r/), ""]) {
    if (line === "") {
      if (data.length > 0) events.push({ data: data.join("\n"), type });
      data = [];
      type = "";
    }
    const [, name, value = ""] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
    if (name === "data") data.push(value);
    if (name === "event") type = value;
  }
  return events;
}

function cut(text: string, sizes: readonly number[]): string[] {
  const pieces: string[] = [];
  let at = 0;
  for (const size of sizes) {
    pieces.push(text.slice(at, at + size));
    at += size;
  }
  return [...pieces, text.slice(at)];
}

test.each([
  ["LF", "data: a\n\ndata: b\n\n"],
  ["CR LF", "data: a\r\n\r\ndata: b\r\n\r\n"],
  ["CR", "data: a\r\rdata: b\r\r"],
  ["all of them", "data: a\r\n\rdata: b\n\r\n"],
  ["no blank after the colon", "data:a\n\ndata:b\n\n"],
  ["no line end after the last", "data: a\n\ndata: b"],
  ["no blank line after the last", "data: a\n\ndata: b\n"],
  ["comments and other fields", ": hello\n\nid: 7\nretry: 5\ndata: a\n: more\nx\n\ndatas: x\ndata: b\n\n"],
  ["blank lines between", "\n\n\ndata: a\n\n\n\ndata: b\n\n\n"],
  ["a byte order mark", "\ufeffdata: a\n\n\ufeffdata: b\n\n"],
])("two events with %s", (_, text) => {
  const two = [
    { data: "a", type: "" },
    { data: "b", type: "" },
  ];
  expect(parsed([text])).toEqual(two);
  expect(parsed([...text])).toEqual(two);
});

test("lines of data are joined, a type holds for its event alone, and what has no data is no event", () => {
  expect(
    parsed(["event: error\ndata: {\ndata\ndata:  1}\n\ndata: x\n\nevent: ping\n\nevent:a\nevent\ndata:\n\n"]),
  ).toEqual([
    { data: "{\n\n 1}", type: "error" },
    { data: "x", type: "" },
    { data: "", type: "" },
  ]);
});

test("nothing is read after the event with which its taker had enough", () => {
  const seen: string[] = [];
  const parser = parseEvents((data) => {
    seen.push(data);
    return data !== "last";
  });
  expect(parser.add("data: first\n\ndata: last\n\ndata: more\n\nda")).toBe(false);
  expect(parser.add("ta: more\n\n")).toBe(false);
  parser.end();
  expect(seen).toEqual(["first", "last"]);
});

test("however a text is cut, its events are those of the standard", () => {
  const part = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom("\n", "\r", "\r\n", "\n\n", "\r\n\r\n", "\r\r") },
    fc.constantFrom("data: ", "data:", "data", "event: error", "event:", ":", " ", "id: 1", "[DONE]"),
    fc.string({ unit: "binary" }).filter((text) => !text.includes("\ufeff")),
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 40 }), fc.array(fc.nat(7)), (parts, sizes) => {
      const text = parts.join("");
      expect(parsed(cut(text, sizes))).toEqual(byTheStandard(text));
      expect(parsed([text])).toEqual(byTheStandard(text));
    }),
    { numRuns: 300 },
  );
});
