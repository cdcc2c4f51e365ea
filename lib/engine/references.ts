import type { Answer, Turn, Visit } from "../run/state.ts";

/** An earlier result of a visit's own calls: `reference` is the call's name and its ordinal, as in `decision#1`. */
export type Reference = { reference: string; name: string; answer: Answer };

/** The answered calls of a visit in order, each with its reference; with `before`, only those of the turns before it. */
export function referencesOf(visit: Pick<Visit, "turns">, before?: Turn): Reference[] {
  const count = new Map<string, number>();
  const references: Reference[] = [];
  for (const turn of visit.turns) {
    if (turn === before) break;
    for (const call of turn.calls) {
      if (!call.answer) continue;
      const ordinal = (count.get(call.name) ?? 0) + 1;
      count.set(call.name, ordinal);
      references.push({ reference: `${call.name}#${ordinal}`, name: call.name, answer: call.answer });
    }
  }
  return references;
}

/** Only those whose call ended ok: what can be referred to. */
export function usableReferences(visit: Pick<Visit, "turns">, before?: Turn): Reference[] {
  return referencesOf(visit, before).filter((reference) => reference.answer.outcome.status === "ok");
}
