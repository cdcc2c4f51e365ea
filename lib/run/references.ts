import type { AgentVisit, Reference, Turn } from "./state.ts";

/** The results of a turn's answered calls, in order; `earlier` are those of the turns before it. */
export function referencesIn(earlier: readonly Reference[], turn: Turn): Reference[] {
  const found: Reference[] = [];
  const count = new Map<string, number>();
  for (const { name, answer } of turn.calls) {
    if (!answer) continue;
    const before = count.get(name) ?? ordinalOf(earlier, name);
    count.set(name, before + 1);
    const ordinal = before + 1;
    found.push({ reference: `${name}#${ordinal}`, name, ordinal, answer });
  }
  return found;
}

/** The ordinal of the last result with this name; 0: there is none. */
const ordinalOf = (references: readonly Reference[], name: string): number =>
  references.findLast((one) => one.name === name)?.ordinal ?? 0;

/** The answered calls of a visit in order, each with its reference; with `before`, only those of the turns before the last. */
export function referencesOf(
  visit: Pick<AgentVisit, "references" | "turns">,
  turns: "all" | "before-last" = "all",
): readonly Reference[] {
  const last = visit.turns.at(-1);
  if (turns === "before-last" || !last) return visit.references;
  const added = referencesIn(visit.references, last);
  return added.length === 0 ? visit.references : [...visit.references, ...added];
}

/** Only those whose call ended ok: what can be referred to. */
export function usableReferences(
  visit: Pick<AgentVisit, "references" | "turns">,
  turns: "all" | "before-last" = "all",
): Reference[] {
  return referencesOf(visit, turns).filter(({ answer }) => answer.outcome.status === "ok");
}
