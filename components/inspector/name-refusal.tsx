"use client";

import { FieldName, legalFieldName } from "@/lib/graph/json-schema.ts";

/** A name that a field can't have as it was typed, why, and one made from it that it can have. */
export type NameRefusal = { problem: string; offer: string | null };

/** What is wrong with a field's name; null when it can be used. */
export function refusalOf(name: string): NameRefusal | null {
  const checked = FieldName.safeParse(name);
  if (checked.success) return null;
  return {
    problem: `A name is what expressions read: ${checked.error.issues[0]?.message ?? "this one can't be used"}.`,
    offer: legalFieldName(name),
  };
}

/** Says what is wrong with a name, with the legal one a press away. */
export function RefusedName({ refusal, onUse }: { refusal: NameRefusal; onUse: (name: string) => void }) {
  const { problem, offer } = refusal;
  return (
    <>
      {problem}{" "}
      {offer !== null && (
        <button
          type="button"
          onClick={() => onUse(offer)}
          className="rounded-mark font-strong text-ink underline decoration-line-strong underline-offset-2 hover:decoration-ink"
        >
          Use “{offer}”
        </button>
      )}
    </>
  );
}
