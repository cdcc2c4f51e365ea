import type { Dice } from "./dice.ts";

const FIRST = ["mara", "jonas", "aisha", "tom", "lena", "samuel", "nora", "david"];
const LAST = ["lindqvist", "okafor", "meyer", "silva", "tanaka", "novak", "brown", "haddad"];
const HEX = [..."0123456789abcdef"];
const LETTERS = [..."abcdefghijklmnopqrstuvwxyz"];
const SYMBOLS = [...LETTERS, ..."0123456789"];

const some = (dice: Dice, letters: readonly string[], count: number) =>
  Array.from({ length: count }, () => dice.pick(letters)).join("");
const two = (value: number) => String(value).padStart(2, "0");
const below = (dice: Dice, count: number, from = 0) => from + dice.below(count);

/** A person's name; the same rolls lead to the same name. */
export function person(dice: Dice): { first: string; last: string } {
  const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);
  return { first: capital(dice.pick(FIRST)), last: capital(dice.pick(LAST)) };
}

const day = (dice: Dice) => `2026-${two(below(dice, 12, 1))}-${two(below(dice, 28, 1))}`;
const time = (dice: Dice) => `${two(below(dice, 10, 8))}:${two(dice.below(60))}:00Z`;

/** Addresses use example.com, which belongs to nobody. Source: RFC 2606. */
function email(dice: Dice, least: number): string {
  const { first, last } = person(dice);
  const name = `${first}.${last}`.toLowerCase();
  const host = "@example.com";
  // The part before the @ has at most 64 characters, so the rest goes into the host name.
  const longer = name.padEnd(Math.min(64, least - host.length), "x");
  const missing = least - longer.length - host.length;
  return missing <= 0 ? longer + host : `${longer}@${labels(missing)}example.com`;
}

/** Labels of a host name with their dots, at least `count` characters in all. */
function labels(count: number): string {
  let made = "";
  while (made.length < count) made += `${"x".repeat(Math.max(1, Math.min(60, count - made.length - 1)))}.`;
  return made;
}

const MAKERS: Readonly<Record<string, (dice: Dice, least: number) => string>> = {
  email,
  "idn-email": email,
  date: day,
  time,
  "date-time": (dice) => `${day(dice)}T${time(dice)}`,
  duration: (dice) => `P${below(dice, 6, 1)}DT${below(dice, 12, 1)}H`,
  uri: (dice, least) => `https://example.com/${some(dice, LETTERS, 8)}`.padEnd(least, "x"),
  uuid: (dice) =>
    `${some(dice, HEX, 8)}-${some(dice, HEX, 4)}-4${some(dice, HEX, 3)}-a${some(dice, HEX, 3)}-${some(dice, HEX, 12)}`,
  // Addresses for documentation. Source: RFC 5737 and RFC 3849.
  ipv4: (dice) => `192.0.2.${below(dice, 254, 1)}`,
  ipv6: (dice) => `2001:db8::${below(dice, 9_000, 1)}`,
  cidr: () => "192.0.2.0/24",
  "cidr-v6": () => "2001:db8::/32",
  mac: (dice) => `02:00:5e:${some(dice, HEX, 2)}:${some(dice, HEX, 2)}:${some(dice, HEX, 2)}`,
  hostname: (_dice, least) => (least > 11 ? `${labels(least - 11)}example.com` : "example.com"),
  base64: (_dice, least) => "bWFkZSB1cA==".padStart(Math.ceil(least / 4) * 4, "bWFk"),
  base64url: (_dice, least) => "bWFkZSB1cA".padStart(least, "bWFk"),
  // A number reserved for fiction. Source: North American Numbering Plan, 555-01xx.
  e164: (dice) => `+120255501${two(dice.below(100))}`,
  credit_card: () => "4111111111111111",
  iban: () => "DE89370400440532013000",
  jwt: () => "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJtYWRlIHVwIn0.c2lnbmVkIGJ5IG5vYm9keQ",
  emoji: (_dice, least) => "🎻".repeat(Math.max(1, Math.ceil(least / 2))),
  nanoid: (dice) => some(dice, SYMBOLS, 21),
  cuid: (dice) => `c${some(dice, SYMBOLS, 24)}`,
  cuid2: (dice, least) => `c${some(dice, SYMBOLS, Math.max(23, least - 1))}`,
  ulid: (dice) => `01${some(dice, [..."0123456789ABCDEFGHJKMNPQRSTVWXYZ"], 24)}`,
  xid: (dice) => some(dice, [..."0123456789abcdefghijklmnopqrstuv"], 20),
  ksuid: (dice) => some(dice, SYMBOLS, 27),
};
const ALIKE: Readonly<Record<string, string>> = { url: "uri", "uri-reference": "uri", guid: "uuid" };

/**
 * A text of a format named by JSON Schema, at least this long where the format allows; undefined for other formats.
 */
export function formatted(format: string, dice: Dice, least = 0): string | undefined {
  const name = Object.hasOwn(ALIKE, format) ? (ALIKE[format] ?? "") : format;
  return Object.hasOwn(MAKERS, name) ? MAKERS[name]?.(dice, least) : undefined;
}
