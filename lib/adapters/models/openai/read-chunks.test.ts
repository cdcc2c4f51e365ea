import { APIError } from "openai";
import { expect, test } from "vitest";
import { readChunks } from "./read-chunks.ts";

function read(...pieces: string[]) {
  const chunks: unknown[] = [];
  const reader = readChunks(new Headers(), (chunk) => {
    chunks.push(chunk);
    return true;
  });
  const goesOn = pieces.map((piece) => reader.add(piece)).at(-1);
  reader.end();
  return { chunks, goesOn, isDone: reader.isDone() };
}

test("each event is a chunk until the stream says that it is done", () => {
  expect(read('data: {"a":1}\n\ndata: 2\n\ndata: [DONE]\n\ndata: {broken\n\n')).toEqual({
    chunks: [{ a: 1 }, 2],
    goesOn: false,
    isDone: true,
  });
  expect(read('data: {"a":1}\n\n')).toEqual({ chunks: [{ a: 1 }], goesOn: true, isDone: false });
});

test("that it is done counts without a line end, too", () => {
  for (const last of ["data: [DONE]", "data:[DONE]\n", "data: [DONE]\r\n"])
    expect(read('data: {"a":1}\n\n', last)).toMatchObject({ chunks: [{ a: 1 }], isDone: true });
});

test("events that only keep the connection alive are none", () => {
  expect(read(': ping\n\ndata:\n\nevent: ping\n\ndata: \n\ndata: {"a":1}\n\n').chunks).toEqual([{ a: 1 }]);
});

test("an object in place of events is one chunk, in whatever pieces and lines", () => {
  expect(read("\n", " ", '{"a":\r\n', "[1,\n2]}\n")).toEqual({
    chunks: [{ a: [1, 2] }],
    goesOn: true,
    isDone: false,
  });
});

test("numbers that a double can't hold are their text, in events of several lines and in an object", () => {
  const exact = [{ id: "9007199254740993", at: 1.5, note: "12345678901234567890" }];
  const lines = ['{"id":9007199254740993,', '"at":1.5,"note":"12345678901234567890"}'];
  expect(read(`data: ${lines.join("\ndata: ")}\n\n`).chunks).toEqual(exact);
  expect(read(lines.join("\n")).chunks).toEqual(exact);
});

test.each([
  ["an error object", 'data: {"error":{"message":"Overloaded"}}', { message: "Overloaded" }],
  ["an error in words", 'data: {"error":"Overloaded"}', "Overloaded"],
  ["an event of the type error", 'event: error\ndata: {"message":"Overloaded"}', { message: "Overloaded" }],
  ["an object in place of events", '{"error":{"message":"Overloaded"}}', { message: "Overloaded" }],
])("%s in a stream is the SDK's error, with the headers of its response", (_, text, said) => {
  const headers = new Headers({ "retry-after": "3" });
  const reader = readChunks(headers, () => true);
  const all = () => {
    reader.add(`${text}\n\n`);
    reader.end();
  };
  expect(all).toThrow(
    expect.objectContaining({ constructor: APIError, error: said, status: undefined, headers }),
  );
});

test("an error that is null or empty is none", () => {
  const chunk = { error: null, choices: [] };
  expect(read(`data: ${JSON.stringify(chunk)}\n\n`).chunks).toEqual([chunk]);
});

test("what is no JSON is a syntax error", () => {
  expect(() => read("data: {oops\n\n")).toThrow(SyntaxError);
  expect(() => read('{"cho')).toThrow(SyntaxError);
});
