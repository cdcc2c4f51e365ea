import fc from "fast-check";
import { expect, test } from "vitest";
import { FieldName, legalFieldName } from "./json-schema.ts";

test.each([
  ["ticket text", "ticket_text"],
  ["Größe (cm)", "Grosse_cm"],
  ["2nd name", "field_2nd_name"],
  ["e-mail", "e_mail"],
  ["名前", null],
  ["__proto__", "proto"],
])("%j can be called %s", (text, name) => {
  expect(legalFieldName(text)).toBe(name);
});

test("whatever is made of a text is a legal name", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => {
      const name = legalFieldName(text);
      expect(name === null || FieldName.safeParse(name).success).toBe(true);
    }),
  );
});
