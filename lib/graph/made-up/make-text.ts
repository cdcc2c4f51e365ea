import type { Dice } from "./dice.ts";
import { formatted } from "./formats.ts";
import { namedText } from "./named-text.ts";
import { numberIn, textIn, type Wish } from "./wish.ts";

/** The longest text that is made up, characters. */
export const MAX_MADE_UP = 20_000;

/** A text of the schema's format, or as its name suggests, of an allowed length; undefined when none can be made. */
export function makeText({ name, schema, dice }: Wish): string | undefined {
  const least = Math.max(0, Math.ceil(numberIn(schema, "minLength") ?? 0));
  const most = Math.floor(numberIn(schema, "maxLength") ?? MAX_MADE_UP);
  if (least > most || least > MAX_MADE_UP) return undefined;
  const format = textIn(schema, "format");
  const known = formatted(format, dice, least);
  if (known !== undefined) return known;
  return ofLength(namedText({ name, schema, dice }), [least, most], dice);
}

const FILLER = ["more", "of", "this", "made-up", "text", "that", "goes", "on", "as", "long", "as", "needed"];

/** The text cut or extended with words to an allowed length, the same in characters and in UTF-16 units. */
function ofLength(text: string, [least, most]: readonly [number, number], dice: Dice): string {
  let longer = text.replace(/[\u{10000}-\u{10ffff}\ud800-\udfff]/gu, "");
  while (longer.length < least) longer += ` ${dice.pick(FILLER)}`;
  return longer.slice(0, most).padEnd(least, "x");
}
