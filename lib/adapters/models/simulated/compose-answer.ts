import { isJsonObject, type Json } from "../../../graph/json.ts";
import { shortened, withoutEnd } from "../../../graph/text-cut.ts";
import type { Conversation } from "./conversation.ts";

const MAX_FACTS = 8;
const MAX_LENGTH = 80;
const MAX_TASK = 100;

/**
 * A plain answer: what came of the calls or was given, and at the end what it answers, the first sentence of the
 * instructions. Never empty.
 */
export function composeAnswer(conversation: Conversation): string {
  const said = summarize(conversation);
  const task = taskIn(conversation.instructions);
  const note = task === "" ? "" : `(Simulated answer to “${task}”.)`;
  return [said, note].filter((part) => part !== "").join(" ") || "Nothing was given to answer from.";
}

/**
 * A plain sentence per result, made of its own keys and values ("From order: status late, total 120."), and what failed
 * and why; without results, of the context. Empty when there is neither.
 */
export function summarize({ context, results }: Conversation): string {
  if (results.length === 0) return factsOf(context, "").length > 0 ? sentence("what was given", context) : "";
  const sentences = results.map(({ name, outcome }) =>
    outcome.ok
      ? sentence(words(name), outcome.value)
      : `${capital(words(name))} failed: ${clean(outcome.message)}.`,
  );
  return sentences.join(" ");
}

/** The first sentence of the instructions that says something, as one line. */
function taskIn(instructions: string): string {
  const [line = ""] = instructions
    .split(/(?<=[.!?])\s+|\n+/)
    .map((part) =>
      part
        .replace(/[#*_`>]/g, "")
        .replace(/\s+/g, " ")
        .trim(),
    )
    .filter((part) => /\p{L}/u.test(part));
  return shortened(withoutEnd(line.trim(), "."), MAX_TASK);
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
  return [`${key ? `${words(key)} ` : ""}${quoted(clean(String(value)))}`];
}

/** Whole sentences stand in quotes where they are one value among others. */
const quoted = (line: string) => (line.split(" ").length > 4 ? `“${line.replace(/[“”]/g, "'")}”` : line);

function words(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/[_-]+/g, " ")
    .toLowerCase();
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** What others answered goes on without the note of what they answered. */
const NOTE = /\s*\(Simulated answer to “[^”]*”\.\)$/;

function clean(text: string): string {
  const line = text.replace(/\s+/g, " ").trim().replace(NOTE, "");
  return shortened(withoutEnd(line, "."), MAX_LENGTH);
}
