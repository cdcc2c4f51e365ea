import fc from "fast-check";
import { expect, test } from "vitest";
import { isInexact, parseExact } from "./exact-json.ts";

test.each([
  ["9007199254740993", "9007199254740993"],
  ["-9007199254740993", "-9007199254740993"],
  ["12345678901234567890", "12345678901234567890"],
  ["1234567890.12345678901", "1234567890.12345678901"],
  ["1e400", "1e400"],
  ["1e-400", "1e-400"],
  ["9007199254740992", 9007199254740992],
  ["0.1", 0.1],
  ["1.1000000000000000000", 1.1],
  ["0.10000000000000001", 0.1],
  ["1e23", 1e23],
  ["1E+2", 100],
  ["0.000", 0],
])("%s becomes %j", (text, value) => {
  expect(parseExact(text)).toEqual({ value, kept: typeof value === "string" ? 1 : 0 });
});

test("numbers are kept wherever they stand, and texts that look like them stay texts", () => {
  const text =
    '{"id":9007199254740993,"list":[1,9007199254740995],"said":"9007199254740997, \\"9007199254740999\\""}';
  expect(parseExact(text)).toEqual({
    value: {
      id: "9007199254740993",
      list: [1, "9007199254740995"],
      said: '9007199254740997, "9007199254740999"',
    },
    kept: 2,
  });
});

test("what is no JSON is refused as JSON.parse refuses it", () => {
  expect(() => parseExact('{"id":12345678901234567890')).toThrow(SyntaxError);
});

test("a long text full of escapes is no trouble", () => {
  const said = '\n"'.repeat(200_000);
  expect(parseExact(JSON.stringify([said, 1234567890123456]))).toEqual({
    value: [said, 1234567890123456],
    kept: 0,
  });
});

test("every whole number is written back with its digits", () => {
  const most = 10n ** 21n - 1n;
  fc.assert(
    fc.property(fc.bigInt({ min: -most, max: most }), (whole) => {
      expect(String(parseExact(String(whole)).value)).toBe(String(whole));
    }),
  );
});

test("whatever a program writes of its doubles stays a number", () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (double) => {
      for (const text of [JSON.stringify(double), double.toPrecision(17), double.toExponential()])
        expect(isInexact(text)).toBe(false);
    }),
  );
});

test("any JSON is parsed as JSON.parse does where doubles hold its numbers", () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      expect(parseExact(text)).toEqual({ value: JSON.parse(text), kept: 0 });
    }),
  );
});
