import type { Json, JsonObject } from "../../../graph/json.ts";
import { templateParts } from "../../../graph/template.ts";
import { cutText } from "../../../graph/text-cut.ts";
import { asText, type Filling, fillingOf, optionalValue, placeValue } from "../place-value.ts";
import { ToolProblem } from "../tool-problem.ts";
import { addressOf, sameForm } from "./mail-address.ts";

const MAX_RECIPIENTS = 20;

type Piece = { text: string } | { expression: string };

/**
 * The addresses that a template of recipients names. Commas and semicolons of the template part them; a value is one
 * recipient, or with a list several, and can't add more. Throws `ToolProblem`.
 */
export function recipientsOf(template: string, parameters: JsonObject): string[] {
  const from = fillingOf(parameters);
  const found = slotsOf(template).flatMap((slot) => addressesIn(slot, from));
  const unique = [...new Map(found.map((address) => [sameForm(address), address])).values()];
  if (unique.length === 0) throw refused("Expected at least one recipient, got none");
  if (unique.length > MAX_RECIPIENTS)
    throw refused(`Expected at most ${MAX_RECIPIENTS} recipients, got ${unique.length}`);
  return unique;
}

/** Refuses recipients that the connection does not allow (`person@host` or `@host`); an empty list allows everybody. */
export function checkRecipients(to: readonly string[], allowed: readonly string[]): void {
  if (allowed.length === 0) return;
  const entries = new Set(allowed.map(sameForm));
  for (const address of to) {
    const plain = sameForm(address);
    if (!entries.has(plain) && !entries.has(plain.slice(plain.lastIndexOf("@"))))
      throw new ToolProblem(
        "mail-refused",
        `${address} is not among the recipients that this connection allows (${allowed.join(", ")}). Add it to the connection, or write to somebody else.`,
      );
  }
}

/** The template's recipients: its text is parted where a separator stands outside quotes and angle brackets. */
function slotsOf(template: string): Piece[][] {
  let slot: Piece[] = [];
  const slots = [slot];
  let inQuotes = false;
  let inAngle = false;
  for (const part of templateParts(template)) {
    if ("expression" in part) {
      slot.push(part);
      continue;
    }
    let text = "";
    for (const character of part.text) {
      if (character === '"') inQuotes = !inQuotes;
      else if (!inQuotes && (character === "<" || character === ">")) inAngle = character === "<";
      if (!inQuotes && !inAngle && /[,;\n]/.test(character)) {
        slot.push({ text });
        slot = [];
        slots.push(slot);
        text = "";
      } else text += character;
    }
    slot.push({ text });
  }
  return slots.map((pieces) => pieces.filter((piece) => !("text" in piece) || piece.text.trim() !== ""));
}

function addressesIn(slot: Piece[], from: Filling): string[] {
  const [only, ...others] = slot;
  if (!only) return [];
  if (others.length === 0 && "expression" in only) {
    const value = optionalValue("recipients", only.expression, from);
    const items = Array.isArray(value) ? value : [value];
    return items.filter((item) => item !== null && item !== "").map(mailbox);
  }
  const whole = slot.map((piece) => ("text" in piece ? piece.text : "\u0000")).join("");
  const open = whole.indexOf("<");
  const close = whole.lastIndexOf(">");
  const fill = (text: string, start: number) => {
    let place = whole.slice(0, start).split("\u0000").length - 1;
    const places = slot.filter((piece) => "expression" in piece);
    return text.replaceAll("\u0000", () => {
      const piece = places[place++];
      return piece ? oneLine(asText(placeValue("recipients", piece.expression, from))) : "";
    });
  };
  // The name is for people; whatever a value holds, it does not end up among the addresses.
  if (open === -1 || slot.every((piece) => "text" in piece)) return [mailbox(fill(whole, 0))];
  fill(whole.slice(0, open), 0);
  if (close < open || whole.slice(close + 1).trim() !== "") throw noAddress(whole.replaceAll("\u0000", "…"));
  return [mailbox(fill(whole.slice(open + 1, close), open + 1))];
}

function mailbox(value: Json): string {
  const text = typeof value === "string" ? oneLine(value) : JSON.stringify(value);
  const address = addressOf(text);
  if (address === null) throw noAddress(text);
  return address;
}

/** A line break in a header begins another header; control characters have no place in one either. */
function oneLine(text: string): string {
  const [control] = /[\p{Cc}\u2028\u2029]/u.exec(text.trim()) ?? [];
  if (control === undefined) return text;
  const code = control.codePointAt(0)?.toString(16).toUpperCase().padStart(4, "0");
  throw refused(`Expected a recipient in one line, got the control character U+${code} in it`);
}

function noAddress(text: string): ToolProblem {
  const several = (text.match(/@/g) ?? []).length > 1;
  const advice = several
    ? " One value is one recipient: for several, part them in the tool's own text by commas, or fill it with a list."
    : "";
  return new ToolProblem(
    "mail-refused",
    `Expected a mail address such as name@example.com, got "${cutText(text, 100)}".${advice} Nothing was sent.`,
  );
}

const refused = (why: string) => new ToolProblem("mail-refused", `${why}. Nothing was sent.`);
