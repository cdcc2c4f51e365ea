import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { JsonSchema } from "../json-schema.ts";
import { misfit } from "../schema-check.ts";
import { makeValue } from "./make-value.ts";

const made = (schema: Record<string, unknown>, name = "field") => makeValue(schema, name, "seed");

describe("a made-up value", () => {
  test.each([
    ["customerEmail", { type: "string" }, /^[a-z]+\.[a-z]+@example\.com$/],
    ["orderId", { type: "string" }, /^ORD-\d{4}$/],
    ["customer", { type: "string" }, /^[A-Z][a-z]+ [A-Z][a-z]+$/],
    ["website", { type: "string" }, /^https:\/\/example\.com\//],
    ["dueDate", { type: "string" }, /^2026-\d\d-\d\d$/],
    ["facts", { type: "string", description: "What was found. In full." }, /^Sample facts: What was found$/],
    ["x", { type: "string", title: "Reason", minLength: 40 }, /^Sample Reason .{26,}$/],
  ])("for the text %s is what the name suggests", (name, schema, expected) => {
    expect(made(schema, name)).toMatch(expected);
  });

  test("of a number is what the name suggests, within its bounds", () => {
    expect(made({ type: "number" }, "refundAmount")).toBeGreaterThanOrEqual(20);
    expect(made({ type: "number" }, "confidence")).toBeLessThan(1);
    expect(made({ type: "integer", minimum: 1_000_000 }, "quantity")).toBeGreaterThanOrEqual(1_000_000);
    expect(made({ type: "number", minimum: 0.001, maximum: 0.002 }, "confidence")).toBeCloseTo(0.0015, 3);
    expect(made({ type: "number", exclusiveMinimum: 0, maximum: 1, multipleOf: 0.25 }, "x")).toBeGreaterThan(
      0,
    );
  });

  test.each([
    "email",
    "date",
    "date-time",
    "time",
    "duration",
    "uri",
    "uri-reference",
    "uuid",
    "guid",
    "ipv4",
    "ipv6",
    "cidr",
    "cidr-v6",
    "mac",
    "hostname",
    "base64",
    "base64url",
    "e164",
    "credit_card",
    "iban",
    "jwt",
    "emoji",
    "nanoid",
    "cuid",
    "cuid2",
    "ulid",
    "xid",
    "ksuid",
    "a format of one's own",
  ])("has the format %s", (format) => {
    for (let seed = 0; seed < 20; seed += 1)
      expect(makeValue({ type: "string", format }, "value", String(seed))).toBeTypeOf("string");
  });

  test.each([
    ["a choice", { enum: ["low", "high"] }],
    ["a constant", { const: 7 }],
    ["null or text", { type: ["null", "string"] }],
    ["one of several", { oneOf: [{ type: "string" }, { type: "integer", minimum: 3 }] }],
    [
      "all of several",
      {
        allOf: [
          { type: "object", properties: { a: { type: "string" } }, required: ["a"] },
          { properties: { b: { type: "integer" } }, required: ["b"] },
        ],
      },
    ],
    [
      "a shared part",
      {
        type: "object",
        properties: { a: { $ref: "#/$defs/place" } },
        required: ["a"],
        $defs: { place: { type: "string", minLength: 3 } },
      },
    ],
    [
      "a set",
      { type: "array", items: { type: "integer", minimum: 1, maximum: 3 }, minItems: 3, uniqueItems: true },
    ],
    ["a pair", { type: "array", prefixItems: [{ type: "string" }, { type: "number" }], minItems: 2 }],
    ["a map", { type: "object", minProperties: 2, additionalProperties: { type: "integer" } }],
    [
      "a strict object",
      { type: "object", properties: { a: { type: "string" } }, required: ["a"], additionalProperties: false },
    ],
    [
      "a tree",
      {
        $ref: "#/$defs/tree",
        $defs: { tree: { type: "object", properties: { leaf: { type: "string" } }, required: ["leaf"] } },
      },
    ],
  ])("can be %s", (_what, schema) => {
    expect(made(schema)).not.toBeUndefined();
  });

  test.each([
    ["a text shorter than its shortest", { type: "string", minLength: 5, maxLength: 2 }],
    ["a text beyond all size", { type: "string", minLength: 1e9 }],
    ["a day of 40 characters", { type: "string", format: "date", minLength: 40 }],
    ["no whole number between", { type: "integer", minimum: 0.2, maximum: 0.8 }],
    ["a choice of nothing", { enum: [] }],
    [
      "a list beyond all size",
      { type: "array", items: { type: "array", items: {}, minItems: 1_000 }, minItems: 1_000 },
    ],
    ["an object that holds itself", { type: "object", properties: { a: { $ref: "#" } }, required: ["a"] }],
  ])("can't be %s", (_what, schema) => {
    expect(made(schema)).toBeUndefined();
  });

  test("is the same for the same seed, and another for another", () => {
    const ids = Array.from({ length: 20 }, (_, seed) => makeValue({ type: "string" }, "id", String(seed)));
    expect(makeValue({ type: "string" }, "id", "3")).toBe(ids[3]);
    expect(new Set(ids).size).toBeGreaterThan(10);
  });
});

const name = fc.constantFrom("email", "orderId", "amount", "x", "customerName", "notes", "lines", "due_date");
const bound = fc.option(fc.integer({ min: -1e6, max: 1e6 }), { nil: undefined });
const length = fc.option(fc.nat(200), { nil: undefined });
const text = fc.record(
  {
    type: fc.constant("string" as const),
    title: fc.string({ maxLength: 20 }),
    description: fc.string({ unit: "grapheme", maxLength: 60 }),
    format: fc.constantFrom(
      "email",
      "date",
      "date-time",
      "uri",
      "uuid",
      "ipv4",
      "time",
      "duration",
      "hostname",
      "own",
    ),
    minLength: length,
    maxLength: length,
  },
  { requiredKeys: ["type"] },
);
const number = fc.record(
  { type: fc.constantFrom("number" as const, "integer" as const), minimum: bound, maximum: bound },
  { requiredKeys: ["type"] },
);
const choice = fc.record({
  enum: fc.array(fc.oneof(fc.string(), fc.integer(), fc.boolean()), { minLength: 1, maxLength: 4 }),
});
/** Schemas as documents hold them: what can't be filled contradicts itself in a text's or a number's bounds. */
const documentSchema = fc.letrec<{ any: JsonSchema }>((tie) => ({
  any: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    text,
    number,
    choice,
    fc.constantFrom<JsonSchema>({}, { type: "boolean" }),
    fc.record({ type: fc.constant("array" as const), items: tie("any") }),
    fc.dictionary(name, tie("any"), { maxKeys: 5 }).chain((properties) =>
      fc.record({
        type: fc.constant("object" as const),
        properties: fc.constant(properties),
        required: fc.subarray(Object.keys(properties)),
      }),
    ),
  ),
})).any;

/** True where no bounds contradict each other, anywhere in the schema. */
function isSound(schema: JsonSchema): boolean {
  const { minLength = 0, maxLength = Infinity, minimum = -Infinity, maximum = Infinity, format } = schema;
  const bounded = minLength > 0 || maxLength < Infinity;
  return (
    minLength <= maxLength &&
    minimum <= maximum &&
    !(format !== undefined && format !== "own" && bounded) &&
    Object.values(schema.properties ?? {}).every(isSound) &&
    (schema.items === undefined || isSound(schema.items))
  );
}

test("whatever a document's schema, what is made up fits it; for a sound one something always is", () => {
  fc.assert(
    fc.property(documentSchema, name, fc.string(), (raw, called, seed) => {
      const schema = JsonSchema.parse(JSON.parse(JSON.stringify(raw)));
      const value = makeValue(schema, called, seed);
      if (value !== undefined) expect(misfit(schema, value)).toBeNull();
      if (isSound(schema)) expect(value).not.toBeUndefined();
    }),
    { numRuns: 400 },
  );
});
