import fc from "fast-check";
import { expect, test } from "vitest";
import { exactLines } from "./exact-lines.ts";

async function through(parts: Uint8Array<ArrayBuffer>[]): Promise<string[]> {
  async function* body() {
    yield* parts;
  }
  const texts: string[] = [];
  for await (const bytes of exactLines(body())) texts.push(Buffer.from(bytes).toString());
  return texts;
}

const line = fc.oneof(
  fc.string({ unit: "binary" }).filter((text) => !/\d[\d.]{15,}|[eE][+-]?\d{3}/.test(text)),
  fc.constantFrom(
    'data: {"id":9007199254740993}',
    'data: {"at":"9007199254740993 é","of":1}',
    "",
    "data: [DONE]",
  ),
);

test("however a stream is cut, its lines are the same, and only numbers that would be rounded are quoted", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(line), fc.array(fc.nat(60)), async (lines, sizes) => {
      const bytes = new Uint8Array(Buffer.from(lines.join("\n")));
      const parts: Uint8Array<ArrayBuffer>[] = [];
      let at = 0;
      for (const size of sizes) {
        parts.push(bytes.slice(at, at + size));
        at += size;
      }
      parts.push(bytes.slice(at));
      const expected = lines.join("\n").replaceAll('"id":9007199254740993', '"id":"9007199254740993"');
      expect((await through(parts)).join("")).toBe(Buffer.from(expected).toString());
    }),
  );
});

test("a line goes on as soon as it is whole", async () => {
  const parts = ["data: a\nda", "ta: b\n", "\n"].map((text) => new Uint8Array(Buffer.from(text)));
  expect(await through(parts)).toEqual(["data: a\n", "data: b\n", "\n"]);
});
