import fc from "fast-check";
import { expect, test } from "vitest";
import { canBeMasked } from "../../run/can-be-masked.ts";
import { createMask, MASKED } from "./mask.ts";

const SECRET = 'sk-Tr0ub4dor&3/"q+é\\x';
const base64 = (text: string) => Buffer.from(text).toString("base64");
const reversed = (text: string) => [...text].reverse().join("");

const forms: [string, string][] = [
  ["as it is", SECRET],
  ["in capitals", SECRET.toUpperCase()],
  ["in a URL", encodeURIComponent(SECRET)],
  ["in a URL, in small letters", encodeURIComponent(SECRET).toLowerCase()],
  ["in a URL, every byte", [...Buffer.from(SECRET)].map((byte) => `%${byte.toString(16)}`).join("")],
  ["in a form", new URLSearchParams({ a: SECRET }).toString().slice(2)],
  ["in JSON", JSON.stringify(SECRET).slice(1, -1)],
  ["in JSON inside JSON", JSON.stringify(JSON.stringify(SECRET)).slice(3, -3)],
  ["in JSON of PHP", JSON.stringify(SECRET).slice(1, -1).replaceAll("/", "\\/").replaceAll("é", "\\u00e9")],
  ["in HTML", SECRET.replaceAll("&", "&amp;").replaceAll('"', "&quot;")],
  ["in HTML by numbers", SECRET.replaceAll("&", "&#38;").replaceAll('"', "&#034;").replaceAll("/", "&#x2F;")],
  ["in base64", base64(SECRET)],
  ["in base64 without padding", base64(SECRET).replaceAll("=", "")],
  ["in base64 for URLs", Buffer.from(SECRET).toString("base64url")],
  ["in base64 in a URL", encodeURIComponent(base64(SECRET))],
  ["in hex", Buffer.from(SECRET).toString("hex")],
  ["in hex, in capitals", Buffer.from(SECRET).toString("hex").toUpperCase()],
  [
    "in hex with colons",
    Buffer.from(SECRET)
      .toString("hex")
      .replace(/..(?!$)/g, "$&:"),
  ],
  ["reversed", reversed(SECRET)],
];

test.each(forms)("a secret is masked %s", (_, form) => {
  const mask = createMask([SECRET]);
  expect(mask.text(form)).toBe(MASKED);
  expect(mask.text(`before ${form} after`)).toBe(`before ${MASKED} after`);
  expect(mask.json({ [form]: [form, 1, null] })).toEqual({ [MASKED]: [MASKED, 1, null] });
});

test("inside credentials in base64 nothing of a secret is left, whatever the length of the user", () => {
  const mask = createMask([SECRET]);
  for (const user of ["", "a", "ab", "abc", "order@harbour.example"]) {
    for (const text of [`${user}:${SECRET}`, `\0${user}\0${SECRET}`, `{"u":"${user}","p":"${SECRET}"}`]) {
      const shown = mask.text(`Basic ${base64(text)} end`);
      expect(shown).toMatch(/^Basic .*\[secret\].* end$/);
      const rest = Buffer.from(shown.replace(/^Basic | end$/g, "").split(MASKED)[0] ?? "", "base64");
      expect(text.startsWith(rest.toString().replace(/.$/u, ""))).toBe(true);
      expect(rest.toString()).not.toContain(SECRET.slice(0, 2));
    }
  }
});

test.each([
  ["ollama", "pulled from registry.ollama.ai"],
  ["x", "example text"],
  ["lm-studio", "LM-Studio listens at 1234"],
  ["not-needed", "a key is not-needed here"],
  ["password", "the password is wrong"],
  ["Password", "Password required"],
  ["12345678", "order 12345678"],
  ["aaaaaaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaa"],
])("%j is too plain to be masked: %j stays as it is", (secret, text) => {
  expect(canBeMasked(secret)).toBe(false);
  expect(createMask([secret]).text(text)).toBe(text);
});

test.each(["s3cret42", "hunter22", "correct horse battery staple", "sk-proj-abcdef0123456789", "P4$$word!"])(
  "%j is masked",
  (secret) => expect(createMask([secret]).text(`it is ${secret}.`)).toBe(`it is ${MASKED}.`),
);

test("a secret that is cut off at the end of a text is masked, ordinary beginnings are not", () => {
  const secret = "sk-proj-0123456789abcdef";
  const mask = createMask([secret]);
  for (let length = 12; length <= secret.length; length++)
    expect(mask.text(`key ${secret.slice(0, length)}`)).toBe(`key ${MASKED}`);
  expect(mask.text("key sk-proj")).toBe("key sk-proj");
});

const word = fc.string({ unit: fc.constantFrom(..."abcdef0123456789-_%\\/+=&;\"' é😀") });
const secretArbitrary = fc
  .string({ unit: fc.constantFrom(...'abcXYZ012-_+/%\\"& é'), minLength: 8, maxLength: 30 })
  .filter(canBeMasked);

test("in pieces of any size a text is masked as it is whole, and what is shown never grows a secret", () => {
  fc.assert(
    fc.property(
      fc.array(secretArbitrary, { minLength: 1, maxLength: 3 }),
      fc.array(fc.oneof(word, fc.nat(40)), { maxLength: 8 }),
      fc.infiniteStream(fc.integer({ min: 1, max: 5 })),
      (secrets, parts, sizes) => {
        const mask = createMask(secrets);
        const known = secrets.flatMap((secret) => [
          secret,
          encodeURIComponent(secret),
          base64(secret),
          JSON.stringify(secret).slice(1, -1),
          reversed(secret),
          base64(`user:${secret}`),
        ]);
        const whole = parts
          .map((part) => (typeof part === "number" ? (known[part % known.length] ?? "") : part))
          .join("");
        const expected = mask.text(whole);
        const stream = mask.stream();
        let shown = "";
        for (let at = 0; at < whole.length; ) {
          const size = sizes.next().value ?? 1;
          shown += stream.add(whole.slice(at, at + size));
          at += size;
        }
        shown += stream.end();
        expect(shown).toBe(expected);
        for (const secret of secrets) {
          expect(expected).not.toContain(secret);
          expect(expected).not.toContain(encodeURIComponent(secret));
        }
      },
    ),
  );
});

test("text without a secret comes out as it went in, piece by piece, at most a word late", () => {
  const mask = createMask(["sk-proj-0123456789abcdef"]);
  const stream = mask.stream();
  expect(stream.add("The order went out")).toBe("The order went out");
  expect(stream.add(" today; s")).toBe(" today; ");
  expect(stream.add("k-p")).toBe("");
  expect(stream.add("aper")).toBe("sk-paper");
  expect(stream.end()).toBe("");
});
