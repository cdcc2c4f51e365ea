import fc from "fast-check";
import { expect, test } from "vitest";
import type { Json } from "../../../graph/json.ts";
import { ToolProblem } from "../tool-problem.ts";
import { composeMail } from "./compose-mail.ts";
import { isAddress } from "./mail-address.ts";
import { checkRecipients, recipientsOf } from "./recipients.ts";

const to = (value: Json, template = "{{ parameters.to }}") => recipientsOf(template, { to: value });

test.each<[Json, string[]]>([
  ["ada@x.example", ["ada@x.example"]],
  [" ada@x.example ", ["ada@x.example"]],
  ["Ada <ada@x.example>", ["ada@x.example"]],
  ['"Lovelace, Ada" <ada@x.example>', ["ada@x.example"]],
  [
    ["ada@x.example", "Bob <bob@x.example>"],
    ["ada@x.example", "bob@x.example"],
  ],
  [["ada@x.example", "ADA@X.example"], ["ADA@X.example"]],
  ["jürgen@müller.example", ["jürgen@müller.example"]],
])("%j is read as %j", (value, expected) => expect(to(value)).toEqual(expected));

test.each<Json>([
  "a@x.example b@x.example",
  "a@x.example, b@x.example",
  "a@x.example; b@x.example",
  "a@x.example,b@x.example",
  "Ada <a@x.example>, Bob <b@x.example>",
  "a@x.example\r\nBcc: b@x.example",
  "a@x.example\nb@x.example",
  "Team: a@x.example, b@x.example;",
  "a@x.example <b@x.example>",
  "<a@x.example> <b@x.example>",
  '"a@x.example, b@x.example"',
  "a@x.example(b@x.example)",
  ["a@x.example, b@x.example"],
  [["a@x.example"]],
  { address: "a@x.example" },
  7,
  "",
  [],
  "nobody",
])("%j is refused as a value: one value is one recipient", (value) => {
  expect(() => to(value)).toThrow(ToolProblem);
});

test("what to write instead is said", () => {
  expect(() => to("a@x.example b@x.example")).toThrow(
    /One value is one recipient.*by commas, or fill it with a list/,
  );
});

test("the template's own commas part recipients, and its places stay where they are", () => {
  const template = '"Desk, Orders" <desk@x.example>, {{ parameters.to }}; boss@x.example,';
  expect(to("ada@x.example", template)).toEqual(["desk@x.example", "ada@x.example", "boss@x.example"]);
  expect(to(["ada@x.example", "bob@x.example"], template)).toHaveLength(4);
  expect(to(null, template)).toEqual(["desk@x.example", "boss@x.example"]);
  expect(recipientsOf(template, {})).toEqual(["desk@x.example", "boss@x.example"]);
  expect(to("ada", "{{ parameters.to }}@x.example")).toEqual(["ada@x.example"]);
  expect(() => to("ada@evil.example, b", "{{ parameters.to }}@x.example")).toThrow(ToolProblem);
});

test("whatever a value says, it never adds a recipient, as a name, as an address, or as a part of one", () => {
  const nasty = fc.string({
    unit: fc.constantFrom(...'ab@.,;<>"() \r\n\\:éx', "evil@z.example", "{{", "}}"),
  });
  fc.assert(
    fc.property(nasty, (value) => {
      for (const template of [
        "{{ parameters.to }}",
        "{{ parameters.to }}@x.example",
        "{{ parameters.to }} <ada@x.example>",
        "Ada <{{ parameters.to }}>",
        '"{{ parameters.to }}" <ada@x.example>',
      ]) {
        let found: string[];
        try {
          found = to(value, template);
        } catch (error) {
          expect(error).toBeInstanceOf(ToolProblem);
          continue;
        }
        expect(found).toHaveLength(1);
        expect(isAddress(found[0] ?? "")).toBe(true);
        if (template.endsWith("<ada@x.example>")) expect(found).toEqual(["ada@x.example"]);
      }
    }),
  );
});

test("the addresses that people have are addresses", () => {
  fc.assert(
    fc.property(fc.emailAddress({ size: "small" }), (address) => {
      expect(to(address)).toEqual([address]);
      expect(to(`Somebody <${address}>`)).toEqual([address]);
      expect(() => to(`${address} ${address}`)).toThrow(ToolProblem);
    }),
  );
});

test("a connection's list of recipients holds whatever the case and the form of a domain", () => {
  const allowed = ["@müller.example", "Boss@x.example"];
  for (const address of ["a@müller.example", "a@MÜLLER.example", "a@xn--mller-kva.example", "boss@X.example"])
    expect(() => checkRecipients([address], allowed)).not.toThrow();
  for (const address of [
    "a@sub.müller.example",
    "a@evilmüller.example",
    "other@x.example",
    "boss@x.example.evil.example",
  ])
    expect(() => checkRecipients([address], allowed)).toThrow(ToolProblem);
});

const mail = (subject: string) =>
  composeMail(
    { type: "email", connectionId: null, to: "a@x.example", subject: "{{ parameters.s }}", body: "b" },
    { s: subject },
  );

test.each(["😀", "e\u0301", "👨‍👩‍👧", "é"])("a subject is cut between characters: %s", (character) => {
  for (const before of ["", "a", "ab"]) {
    const { subject, notes } = mail(before + character.repeat(1_000));
    expect(subject.length).toBeLessThanOrEqual(900);
    expect(subject.length).toBeGreaterThan(900 - character.length);
    expect((before + character.repeat(1_000)).startsWith(subject)).toBe(true);
    expect((subject.length - before.length) % character.length).toBe(0);
    expect(notes).toEqual([expect.stringContaining("was cut")]);
  }
  expect(mail("short").notes).toEqual([]);
});

test("control characters are refused in a subject, and in a text but for its lines", () => {
  for (const subject of ["a\r\nBcc: x@y.example", "a\nb", "a\u0000b", "a\u2028b"])
    expect(() => mail(subject)).toThrow(ToolProblem);
  const tool = {
    type: "email" as const,
    connectionId: null,
    to: "a@x.example",
    subject: "s",
    body: "{{ parameters.b }}",
  };
  expect(composeMail(tool, { b: "one\r\n\ttwo\n" }).body).toBe("one\r\n\ttwo");
  expect(() => composeMail(tool, { b: "a\u0000b" })).toThrow("U+0000");
});
