import { MAX_MODEL_NAME, MAX_MODELS } from "../../graph/model-names.ts";

/** The names in a list of models, sorted, each once; `note` says what was left out, null when nothing was. */
export type ModelNames = { models: string[]; note: string | null };

/**
 * Reads the names in any shape that endpoints list them in: `{"data": [{"id"}]}`, `{"models": [{"name"}]}`, a bare array,
 * bare names. Null when it is no list at all.
 */
export function modelNames(answer: unknown): ModelNames | null {
  const entries = entriesOf(answer);
  if (entries === null) return null;
  const named = entries.map(nameOf);
  const names = [...new Set(named.filter((name) => name !== null))].sort();
  const fitting = names.filter((name) => name.length <= MAX_MODEL_NAME);
  const models = fitting.slice(0, MAX_MODELS);
  const notes = [
    ...(fitting.length > MAX_MODELS
      ? [`It lists ${number(fitting.length)} models; the first ${number(MAX_MODELS)} by name are kept.`]
      : []),
    ...(names.length > fitting.length
      ? [
          `${number(names.length - fitting.length)} with names longer than ${MAX_MODEL_NAME} characters were left out.`,
        ]
      : []),
    ...(named.includes(null)
      ? [`${number(named.filter((name) => name === null).length)} without a name were left out.`]
      : []),
  ];
  return {
    models,
    note: notes.length === 0 ? null : `${notes.join(" ")} Any model can be typed in a step.`,
  };
}

function entriesOf(answer: unknown): unknown[] | null {
  if (Array.isArray(answer)) return answer;
  if (typeof answer !== "object" || answer === null) return null;
  for (const list of [
    "data" in answer ? answer.data : undefined,
    "models" in answer ? answer.models : undefined,
  ]) {
    if (Array.isArray(list)) return list;
    if (list === null) return [];
    if (typeof list === "object" && list !== null)
      return Object.entries(list).map(([id, entry]) => ({ id, ...Object(entry) }));
  }
  return null;
}

function nameOf(entry: unknown): string | null {
  if (typeof entry === "string") return cleaned(entry);
  if (typeof entry !== "object" || entry === null) return null;
  for (const key of ["id", "name", "model", "slug"]) {
    const value: unknown = Object.getOwnPropertyDescriptor(entry, key)?.value;
    const name = typeof value === "string" ? cleaned(value) : null;
    if (name !== null) return name;
  }
  return null;
}

/** Gemini lists its models as "models/gemini-…" and takes them without. */
function cleaned(name: string): string | null {
  const plain = name.trim().replace(/^models\//, "");
  return plain === "" || /\p{Cc}/u.test(plain) ? null : plain.toWellFormed();
}

function number(amount: number): string {
  return String(amount).replace(/\B(?=(\d{3})+$)/g, ",");
}
