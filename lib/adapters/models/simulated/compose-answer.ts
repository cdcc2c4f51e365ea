import { isJsonObject, type Json } from "../../../graph/json.ts";
import { shortened, withoutEnd } from "../../../graph/text-cut.ts";
import type { Conversation } from "./conversation.ts";

const MAX_FACTS = 8;
const MAX_LENGTH = 80;

/**
 * A plain sentence per result, made of its own keys and values ("From order: status late, total 120."), and what
 * failed and why; without results, of the context.
 */
export function composeAnswer({ context, results }: Conversation): string {
  const sentences = results.map(({ name, outcome }) =>
    outcome.ok
      ? sentence(words(name), outcome.value)
      : `${capital(words(name))} failed: ${clean(outcome.message)}.`,
  );
  if (sentences.length > 0) return sentences.join(" ");
  return Object.keys(context).length > 0
    ? sentence("what was given", context)
    : "Nothing was given to answer from.";
}

function sentence(name: string, value: Json): string {
  const facts = factsOf(value, "");
  if (facts.length === 0) return `From ${name}: nothing.`;
  const shown = facts.slice(0, MAX_FACTS).join(", ");
  return `From ${name}: ${shown}${facts.length > MAX_FACTS ? `, and ${facts.length - MAX_FACTS} more` : ""}.`;
}

function factsOf(value: Json, key: string): string[] {
  if (Array.isArray(value)) {
    const [only] = value;
    if (value.length === 1 && only !== undefined) return factsOf(only, key);
    const count = `${value.length} ${key ? words(key) : "entries"}`;
    return value.every((item) => typeof item !== "object") && value.length > 0
      ? [`${key ? `${words(key)} ` : ""}${clean(value.join(" and "))}`]
      : [count];
  }
  if (isJsonObject(value)) return Object.entries(value).flatMap(([name, item]) => factsOf(item, name));
  if (value === null || value === "") return [];
  return [`${key ? `${words(key)} ` : ""}${clean(String(value))}`];
}

function words(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/[_-]+/g, " ")
    .toLowerCase();
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function clean(text: string): string {
  const line = withoutEnd(text.replace(/\s+/g, " ").trim(), ".");
  return shortened(line, MAX_LENGTH);
}
