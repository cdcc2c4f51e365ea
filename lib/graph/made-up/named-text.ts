import type { Dice } from "./dice.ts";
import { formatted, person } from "./formats.ts";
import { textIn, type Wish, wordsOf } from "./wish.ts";

const COMPANIES = ["Nordwind Trading", "Blue Harbor Foods", "Atlas Components", "Green Lane Supplies"];
const CITIES = ["Hamburg", "Lyon", "Porto", "Leeds", "Gdańsk"];

type Maker = (dice: Dice, words: readonly string[]) => string;
const fixed =
  (...choices: string[]): Maker =>
  (dice) =>
    dice.pick(choices);
const of =
  (format: string): Maker =>
  (dice) =>
    formatted(format, dice) ?? format;
const fullName: Maker = (dice) => {
  const { first, last } = person(dice);
  return `${first} ${last}`;
};

/** Kinds of texts by name; the first with a word of the name counts. */
const USUAL: readonly (readonly [words: readonly string[], make: Maker])[] = [
  [["email", "mail"], of("email")],
  [["url", "uri", "link", "website", "webhook", "homepage"], of("uri")],
  [["phone", "telephone", "mobile", "fax"], of("e164")],
  [["iban"], of("iban")],
  [["uuid", "guid"], of("uuid")],
  [["sql"], fixed("select 1 as made_up")],
  [["timestamp", "datetime"], of("date-time")],
  [["date", "birthday", "deadline", "due"], of("date")],
  [["company", "organization", "organisation", "supplier", "vendor", "merchant"], fixed(...COMPANIES)],
  [["city", "town"], fixed(...CITIES)],
  [["country"], fixed("Germany", "France", "Portugal", "Poland")],
  [["street", "address"], fixed("12 Harbour Street", "8 Mill Lane", "27 Station Road")],
  [["zip", "postcode", "postal"], fixed("20457", "69002", "80331")],
  [["currency"], fixed("EUR", "USD", "GBP")],
  [["language", "locale"], fixed("en", "de", "fr")],
  [["timezone"], fixed("Europe/Berlin")],
  [["color", "colour"], fixed("blue", "green", "red")],
  [["status", "state"], fixed("open")],
  [["priority", "severity", "urgency"], fixed("medium", "high")],
  [["sentiment", "mood"], fixed("neutral", "annoyed")],
  [["category", "topic", "kind", "type"], fixed("general")],
  [["id", "number", "code", "sku", "key", "ref", "reference"], identifier],
];
const PEOPLE = [
  "customer",
  "user",
  "client",
  "author",
  "recipient",
  "contact",
  "person",
  "employee",
  "assignee",
];

/** A text as a field's name, title and description suggest it. */
export function namedText({ name, schema, dice }: Wish): string {
  const words = wordsOf(name);
  const usual = USUAL.find(([known]) => words.some((word) => known.includes(word)))?.[1];
  if (usual) return usual(dice, words);
  if (words.at(-1) === "name" || (words.length === 1 && PEOPLE.includes(words[0] ?? "")))
    return fullName(dice, words);
  return sentence(textIn(schema, "title") || words.join(" "), textIn(schema, "description"));
}

/** `orderId` → "ORD-4821". */
function identifier(dice: Dice, words: readonly string[]): string {
  const of = words.length > 1 ? (words[0] ?? "") : "";
  const letters = of
    .replace(/[^a-z]/g, "")
    .slice(0, 3)
    .toUpperCase();
  return `${letters === "" ? "ID" : letters}-${1_000 + dice.below(9_000)}`;
}

const MAX_ABOUT = 100;

function sentence(what: string, description: string): string {
  const [about = ""] = description.trim().split(/(?<=[.!?])\s|\n/);
  const line = [...about.replace(/[.\s]+$/, "")].slice(0, MAX_ABOUT).join("");
  const subject = what === "" ? "Sample text" : `Sample ${what}`;
  return line === "" ? subject : `${subject}: ${line}`;
}
