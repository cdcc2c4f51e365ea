import { isJsonObject, type Json } from "../graph/json.ts";

/** A result to be shown under a title. `parts`: the titles of its own parts, where a supervisor put it together. */
export type Shown = { title: string; result: Json | null; parts: ReadonlyMap<string, string> | null };

/**
 * Markdown for an output without a template: a single result as it is, several under their titles. Texts are shown
 * unchanged, other values as JSON. `empty` holds the titles of results without content.
 */
export function showResults(results: readonly Shown[]): { text: string; empty: string[] } {
  const pieces = results.flatMap(piecesOf);
  const empty = pieces.filter(({ text }) => text.trim() === "").map(({ title }) => title);
  const [only] = pieces;
  if (only && pieces.length === 1)
    return { text: only.text.trim() === "" ? nothing(only.title) : only.text, empty };
  const text = pieces
    .map((piece) => `## ${piece.title}\n\n${piece.text.trim() === "" ? nothing(piece.title) : piece.text}`)
    .join("\n\n");
  return { text, empty };
}

type Piece = { title: string; text: string };

function piecesOf({ title, result, parts }: Shown): Piece[] {
  if (parts === null || !isJsonObject(result)) return [{ title, text: textOf(result) }];
  const entries = Object.entries(result);
  if (entries.length === 0) return [{ title, text: "" }];
  return entries.map(([name, part]) => ({ title: parts.get(name) ?? name, text: textOf(part) }));
}

function textOf(value: Json | null): string {
  if (value === null) return "";
  return typeof value === "string" ? value : `\`\`\`json\n${JSON.stringify(value, null, 2)}\n\`\`\``;
}

const nothing = (title: string) => `*[not available: ${title} gave no result]*`;
