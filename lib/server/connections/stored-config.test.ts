import fc from "fast-check";
import { expect, test } from "vitest";
import { readConfig } from "./stored-config.ts";

const model = { kind: "model", provider: "x", baseUrl: "http://127.0.0.1:9/v1", models: ["a"] };

test("what was stored is read as it was", () => {
  expect(readConfig(JSON.stringify(model))).toEqual(model);
});

test("a list of models that grew beyond the limit is read to the limit", () => {
  const models = Array.from({ length: 2_500 }, (_, index) => `m-${index}`);
  const read = readConfig(JSON.stringify({ ...model, models }));
  expect(read).toMatchObject({ baseUrl: model.baseUrl, models: models.slice(0, 2_000) });
});

test.each([
  [{ ...model, models: ["x".repeat(1_000), 7, null, "a"] }, ["a"]],
  [{ ...model, models: null }, []],
  [{ ...model, provider: 7, added: "by a newer version" }, ["a"]],
])("%j is read for what it is worth", (stored, models) => {
  expect(readConfig(JSON.stringify(stored))).toMatchObject({ kind: "model", baseUrl: model.baseUrl, models });
});

test("nothing that may stand there keeps a page from opening", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json(),
        fc.object().map((json) => JSON.stringify(json)),
      ),
      (text) => {
        expect(readConfig(text)).toEqual({ kind: "unreadable" });
      },
    ),
  );
});
