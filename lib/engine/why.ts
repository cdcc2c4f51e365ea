import type { AgentStep } from "../plan/plan.ts";
import type { Visit } from "../run/state.ts";
import { usableReferences } from "./references.ts";

const list = (names: string[]): string =>
  names.length < 2 ? (names[0] ?? "") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;

/** Why these calls now, in one sentence: what they needed, what waits for them, and that they go together. */
export function whyRouted(step: AgentStep, visit: Visit, chosen: string[]): string {
  const there = new Set(usableReferences(visit).map((entry) => entry.name));
  const called = step.calls.filter((call) => chosen.includes(call.name));
  const needed = [...new Set(called.flatMap((call) => call.needs))].filter((name) => there.has(name));
  const waiting = step.calls
    .filter((call) => !chosen.includes(call.name) && call.needs.some((name) => chosen.includes(name)))
    .map((call) => call.name);
  const verb = step.role === "supervisor" ? "Asked" : "Used";
  const together = chosen.length > 1 ? " together, as none needs another's result" : "";
  const again = chosen.filter((name) => there.has(name));
  const reasons = [
    needed.length > 0 ? `${list(needed)} had come back` : "",
    waiting.length > 0 ? `${list(waiting)} ${waiting.length === 1 ? "needs" : "need"} what comes of it` : "",
    again.length > 0 ? `${list(again)} once more` : "",
  ].filter(Boolean);
  return `${verb} ${list(chosen)}${together}${reasons.length > 0 ? `: ${reasons.join("; ")}.` : "."}`;
}
