import { createHash } from "node:crypto";
import { messageIdOf } from "../../lib/adapters/tools/email/send-smtp.ts";
import { mainOf, stepOf } from "../../lib/plan/plan-index.ts";
import type { RunEvent } from "../../lib/run/event.ts";
import { planAt } from "../../lib/run/plan-at.ts";
import { epochsOf, eventsOf } from "./check-log.ts";
import type { History, StoredRun, Violation } from "./history.ts";

/** The sender of mails in these tests; a Message-ID depends on it. */
export const SENDER = "tutti@example.com";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

/** A tool's calls under one key, as the log has them. */
type Keyed = { runId: string; name: string; starts: number; ok: boolean; lost: number; repeatable: boolean };

/** The effects that a run's log announced, by the key under which the other side knows them. */
function announced(run: StoredRun): Map<string, Keyed> {
  const keys = new Map<string, Keyed>();
  const bySpan = new Map<number, Keyed>();
  for (const event of eventsOf(run)) {
    if (event.type === "span-end") end(bySpan.get(event.span), event.outcome.status);
    if (event.type !== "span-start" || event.work.kind !== "tool") continue;
    const step = stepOf(planAt(run.plan, event.path) ?? mainOf(run.plan), event.step);
    if (step.kind !== "tool" || step.effect === "read") continue;
    const sent = sha256(event.work.effectKey);
    const smtp = step.tool.type === "email" && step.tool.connectionId !== null;
    const key = smtp ? messageIdOf(sent, SENDER) : sent;
    const repeatable = step.effect === "keyed-write";
    const known = keys.get(key) ?? {
      runId: run.id,
      name: step.name,
      starts: 0,
      ok: false,
      lost: 0,
      repeatable,
    };
    known.starts += 1;
    keys.set(key, known);
    bySpan.set(event.seq, known);
  }
  return keys;
}

function end(call: Keyed | undefined, status: string): void {
  if (!call) return;
  if (status === "ok") call.ok = true;
  if (status === "lost") call.lost += 1;
}

/**
 * What the other sides saw against the log: each effect was announced before it happened, has one key and happened once;
 * asked for again only under that key, only where that is safe, and once per crash; and what the log calls done was done.
 */
export function checkEffects(history: History): Violation[] {
  const found: Violation[] = [];
  const say = (runId: string, message: string) => found.push({ check: "effects", runId, message });
  const keys = new Map(history.runs.flatMap((run) => [...announced(run)]));

  for (const [key, effects] of Map.groupBy(history.effects, (effect) => effect.key)) {
    const known = keys.get(key);
    const what = effects.map((effect) => effect.what).join(" and ");
    if (!known) {
      say("", `${what} was done under a key that no log has`);
      continue;
    }
    const times = effects.reduce((sum, effect) => sum + effect.times, 0);
    if (effects.length > 1) say(known.runId, `${effects.length} different effects under one key: ${what}`);
    if (times > known.starts)
      say(known.runId, `${what} was asked for ${times} times, started ${known.starts} times`);
    if (times > 1 + known.lost)
      say(known.runId, `${what} was asked for ${times} times, lost at ${known.lost} crashes`);
    if (times > 1 && !known.repeatable)
      say(known.runId, `${what} was asked for ${times} times and takes no key`);
  }
  for (const [what, effects] of Map.groupBy(history.effects, (effect) => `${effect.target} ${effect.what}`))
    if (effects.length > 1) say("", `${what} was done ${effects.length} times`);
  for (const [key, known] of keys)
    if (known.ok && !history.effects.some((effect) => effect.key === key))
      say(known.runId, `${known.name} is ok in the log and was never done`);
  return found;
}

/** Claims in a row, as many as the log's end knows of, under which nothing was stored but what claims bring along. */
function fruitlessClaims(run: StoredRun): number {
  let [fruitful, last] = [0, 0];
  const writtenUnder = epochsOf(run);
  for (const [index, event] of eventsOf(run).entries()) {
    if (event.type === "run-claim") last = event.epoch;
    const lost = event.type === "span-end" && event.outcome.status === "lost";
    if (event.cause === null && event.type !== "run-claim" && !lost) fruitful = writtenUnder[index] ?? 0;
  }
  // The last one sets the run aside. One that died before its claim was stored shows in the next one's epoch.
  return last - fruitful - 1;
}

/**
 * A run ended well, or as it must: unknown where an effect without key was cut, cancelled where a person asked for it, set
 * aside where three runners were lost over it one after the other.
 */
export function checkOutcome(history: History, run: StoredRun): Violation[] {
  const last: RunEvent | undefined = eventsOf(run).at(-1);
  if (last?.type !== "run-end") return [];
  const { status } = last.outcome;
  const cut = [...announced(run).values()].some((call) => call.lost > 0 && !call.repeatable);
  const setAside = last.outcome.status === "failed" && last.outcome.failure.code === "poison";
  const poisoned = history.poisoned.has(run.id);
  const allowed =
    (status === "ok" && !cut && !poisoned) ||
    (setAside && poisoned && fruitlessClaims(run) >= 3) ||
    (status === "cancelled" && history.cancelled.has(run.id)) ||
    (status === "unknown" && (cut || history.cancelled.has(run.id)));
  const why = "failure" in last.outcome ? `: ${last.outcome.failure.message}` : "";
  return allowed ? [] : [{ check: "outcome", runId: run.id, message: `it ended ${status}${why}` }];
}
