import { z } from "zod";
import { isRefusedKey } from "./json.ts";
import { latinWords } from "./latin-words.ts";
import type { NodeKind } from "./node.ts";

const MAX_LENGTH = 60;

/**
 * Words reserved by CEL, the roots of our expressions, and the call that ends a supervisor's step
 * (https://github.com/google/cel-spec/blob/master/doc/langdef.md#syntax).
 */
const RESERVED = new Set(
  `as break const continue else false for function if import in let loop namespace null package return true var void while
  input context results parameters finish`.split(/\s+/),
);

/**
 * The name by which expressions read a node's result (`results.find_facts`) and models call it. It is unique in the
 * graph, derived once from the node's name, and stays when the node is renamed.
 */
export const ReferenceName = z
  .string()
  .regex(
    new RegExp(`^[a-z][a-z0-9_]{0,${MAX_LENGTH - 1}}$`),
    `expected a lower-case letter, then lower-case letters, digits or _ (at most ${MAX_LENGTH})`,
  );
export type ReferenceName = z.infer<typeof ReferenceName>;

/**
 * Whether a node may not have this name: expressions need it, or no object can have it as a key. An input may be called
 * `input`.
 */
export function isReserved(name: string, kind: NodeKind): boolean {
  return isRefusedKey(name) || (RESERVED.has(name) && !(name === "input" && kind === "input"));
}

type Named = { name: string; kind: NodeKind };

/**
 * A reference name for a node that is not in `taken`: its name in lower-case words joined by `_` ("Data retrieval"
 * → `data_retrieval`), or its kind where the name has no Latin letter or digit, with a number if needed.
 */
export function freeReferenceName(
  { name, kind }: Named,
  taken: Pick<ReadonlySet<string>, "has"> = new Set(),
): ReferenceName {
  const stem = derived(name) ?? (kind === "unknown" ? "node" : kind);
  if (!taken.has(stem) && !isReserved(stem, kind)) return stem;
  for (let number = 2; ; number++) {
    const ending = `_${number}`;
    const numbered = stem.slice(0, MAX_LENGTH - ending.length) + ending;
    if (!taken.has(numbered)) return numbered;
  }
}

/** True when a reference name is the one derived from this name, with or without a number. */
export function isDerivedFrom({ name, kind }: Named, referenceName: string): boolean {
  const stem = derived(name) ?? kind;
  return referenceName === stem || (referenceName.startsWith(`${stem}_`) && /_\d+$/.test(referenceName));
}

function derived(name: string): string | null {
  const joined = latinWords(name).join("_").toLowerCase();
  if (joined === "") return null;
  return (/^[a-z]/.test(joined) ? joined : `step_${joined}`).slice(0, MAX_LENGTH);
}
