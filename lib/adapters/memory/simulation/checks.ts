import { createHash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { firstDifference } from "../../../engine/redecide.ts";
import { firstBrokenLink } from "../../../run/chain.ts";
import { emptyTrace, fold, foldAll } from "../../../trace/fold.ts";
import { CHECKS_INSIDE } from "./checks-inside.ts";
import { lateFor } from "./late-for.ts";
import { addressOf, flowsAt, isUnkeyed, type LoggedSpan, spansOf, stepAt } from "./log-facts.ts";
import { DatabaseAway } from "./process.ts";
import { sharedLimits } from "./shared-limits.ts";
import type { Finished } from "./world.ts";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

/** What is wrong with a run, in words, or null. */
type Check = (run: Finished) => string | null;

/** What holds of every run, whatever happened to it. */
export const CHECKS: Record<string, Check> = {
  ...CHECKS_INSIDE,

  "the run ends, and nothing comes after its end": ({ events, stuck }) => {
    if (stuck) return stuck;
    const ends = events.flatMap((event) => (event.type === "run-end" ? [event.seq] : []));
    return ends.length === 1 && ends[0] === events.length ? null : `run-end at ${ends} of ${events.length}`;
  },

  "events are numbered from 1 without a gap, at times that never go back": ({ events }) => {
    const wrong = events.findIndex(
      ({ seq, at }, index) => seq !== index + 1 || at < (events[index - 1]?.at ?? 0),
    );
    return wrong === -1 ? null : `event ${wrong + 1}`;
  },

  "the chain verifies": ({ events, links }) => {
    const chained = links.flatMap((link) => link.events);
    if (!isDeepStrictEqual(chained, events)) return "its links cover other events";
    const broken = firstBrokenLink(links, sha256);
    return broken === null ? null : `event ${broken}`;
  },

  "choices are a function of the facts in order": ({ plan, runId, events }) => {
    const difference = firstDifference(plan, runId, events);
    return difference && JSON.stringify(difference);
  },

  "choices name the fact that they follow from": ({ events }) => {
    const wrong = events.find(({ cause, seq }) => {
      if (cause === null) return false;
      return cause >= seq || events[cause - 1]?.cause !== null;
    });
    return wrong ? `event ${wrong.seq}` : null;
  },

  "every process ends by itself, was killed or lost its database": ({ processes }) => {
    const wrong = processes.find(({ result, dead }) => {
      if (dead || (result && "driven" in result)) return false;
      return !(result?.thrown instanceof DatabaseAway);
    });
    if (!wrong) return null;
    const thrown = wrong.result && "thrown" in wrong.result ? wrong.result.thrown : "goes on";
    return `${wrong.name}: ${thrown instanceof Error ? thrown.stack : thrown}`;
  },

  "only the runner of the last claim writes": ({ events, commits }) => {
    let epoch = 0;
    for (const commit of commits)
      for (const seq of commit.seqs) {
        const event = events[seq - 1];
        if (event?.type === "run-claim") epoch = event.epoch;
        if (commit.epoch !== epoch) return `event ${seq} by ${commit.by}`;
      }
    return null;
  },

  "every span has one end, and every call one accepted result": (run) => {
    const ends = new Map<number, number>();
    for (const event of run.events)
      if (event.type === "span-end") ends.set(event.span, (ends.get(event.span) ?? 0) + 1);
    const accepted = new Set<string>();
    for (const [id, { start, end }] of spansOf(run)) {
      if (ends.get(id) !== 1) return `span ${id} has ${ends.get(id) ?? 0} ends`;
      const key = `${start.work.kind} ${addressOf(start.path)}`;
      const begunAgain = start.work.kind === "step" || end?.outcome.status === "ok";
      if (begunAgain && accepted.has(key)) return `${key} a second time at ${id}`;
      if (begunAgain) accepted.add(key);
    }
    return null;
  },

  "no call is made again whose result was stored": (run) => {
    const over = new Set<string>();
    for (const event of run.events) {
      if (event.type === "span-start" && over.has(`${event.work.kind} ${addressOf(event.path)}`))
        return `span ${event.seq}`;
      if (event.type !== "span-end" || ["lost", "cancelled"].includes(event.outcome.status)) continue;
      const start = run.events[event.span - 1];
      if (start?.type !== "span-start" || start.work.kind === "step") continue;
      // A call that failed may be made again on purpose.
      const step = stepAt(run, start.path);
      const isTriedAgain = step.kind !== "tool" || step.retry.attempts > 1;
      if (event.outcome.status !== "failed" || !isTriedAgain)
        over.add(`${start.work.kind} ${addressOf(start.path)}`);
    }
    return null;
  },

  "every call that is made was begun in the log, once": (run) => {
    const begun = [...spansOf(run).values()].flatMap(({ start }) =>
      start.work.kind === "step" ? [] : [start],
    );
    const models = begun.filter((start) => start.work.kind === "model").length;
    const asked = run.calls.filter((call) => call.kind === "model").length;
    if (asked > models) return `${asked} model calls for ${models} begun`;
    const keys = new Map<string, number>();
    for (const { work } of begun)
      if (work.kind === "tool") keys.set(sha256(work.effectKey), (keys.get(sha256(work.effectKey)) ?? 0) + 1);
    for (const call of run.calls) {
      if (call.kind === "model") continue;
      const left = keys.get(call.call.effectKey) ?? 0;
      if (left === 0) return `${call.call.name} with key ${call.call.effectKey}`;
      keys.set(call.call.effectKey, left - 1);
    }
    return null;
  },

  "one distinct effect per key, and no write without key twice": (run) => {
    const seen = new Map<string, string>();
    for (const made of run.calls) {
      if (made.kind === "model") continue;
      const { effectKey, name, path } = made.call;
      const step = stepAt(run, path);
      const effect = step.kind === "tool" ? step.effect : "read";
      if (effect === "read") continue;
      const effectOf = JSON.stringify([name, addressOf(path), made.call.arguments]);
      const before = seen.get(effectKey);
      seen.set(effectKey, effectOf);
      if (before !== undefined && before !== effectOf) return `${effectKey}: ${before} and ${effectOf}`;
      const isTriedAgain = step.kind === "tool" && step.retry.attempts > 1;
      if (before !== undefined && effect !== "keyed-write" && !isTriedAgain) return `${effectOf} twice`;
    }
    return null;
  },

  "an effect of which nobody knows whether it happened is told": (run) => {
    const spans = spansOf(run);
    for (const [id, span] of spans) {
      const { outcome } = span.end ?? {};
      if (!isUnkeyed(run, span) || (outcome?.status !== "lost" && outcome?.status !== "unknown")) continue;
      const visit = spans.get(span.start.parent ?? 0);
      if (visit?.end?.outcome.status !== "unknown")
        return `span ${id} ended ${outcome.status}, and its step ${visit?.end?.outcome.status}`;
      const last = run.events.at(-1);
      const isTakenCareOf = leadsOnFrom(run, spans, visit);
      if (last?.type === "run-end" && last.outcome.status === "ok" && !isTakenCareOf)
        return `span ${id}, and the run ended ok`;
    }
    return null;
  },

  "limits are kept": (run) => {
    const spans = spansOf(run);
    // A result in a failure's place may come late.
    const hasDefault = new Set(
      run.events.flatMap((event) =>
        event.type === "decision" && event.decision.what === "default" ? [event.decision.span] : [],
      ),
    );
    const used = new Map<string, number>();
    const use = (what: string) => {
      used.set(what, (used.get(what) ?? 0) + 1);
      return used.get(what) ?? 0;
    };
    for (const [id, { start, end }] of spans) {
      const late = lateFor(run, spans, start.parent, start.at);
      if (late !== null) return `span ${id} began after the deadline of ${late}`;
      const step = stepAt(run, start.path);
      if (step.kind === "tool" && start.work.kind === "tool" && end?.outcome.status === "failed") {
        const tries = use(`tries ${start.parent} ${addressOf(start.path)}`);
        if (tries > step.retry.attempts) return `${addressOf(start.path)} is tried ${tries} times`;
      }
      if (step.kind !== "agent") continue;
      // A call may end well at the very moment its step's time is over, or while it is cut: nothing uses what came.
      if (
        start.work.kind === "step" &&
        end?.outcome.status === "ok" &&
        lateFor(run, spans, id, end.at) !== null &&
        !hasDefault.has(id)
      )
        return `visit ${id} ended ok after its deadline`;
      if (start.work.kind !== "model") continue;
      const { limits, retry } = step;
      if (end?.outcome.status === "ok" && use(`turns ${start.parent}`) > limits.maxTurns)
        return `visit ${start.parent} has more than ${limits.maxTurns} turns`;
      const counted = end?.outcome.status !== "lost" && end?.outcome.status !== "cancelled";
      const attempt = `attempts ${start.parent} ${addressOf(start.path)} ${start.work.choice}`;
      if (counted && use(attempt) > retry.attempts) return `${attempt}: more than ${retry.attempts}`;
    }
    const inRow = new Map<number, number>();
    const good = new Set<number>();
    for (const event of run.events) {
      const start = event.type === "span-end" ? spans.get(event.span)?.start : undefined;
      if (event.type === "span-end" && start?.work.kind === "model" && event.outcome.status === "ok") {
        const visit = start.parent ?? 0;
        if (good.has(visit)) inRow.set(visit, 0);
        good.add(visit);
      }
      if (event.type !== "decision") continue;
      const { decision } = event;
      if (decision.what === "stop") continue;
      const { what, span } = decision;
      if (what === "repair" && decision.code === "not-accepted") {
        const { accept } = agentOf(run, spans.get(span)) ?? {};
        if (use(`sent back ${span}`) > (accept?.most ?? 0)) return `visit ${span} is sent back too often`;
      } else if (what === "repair") {
        good.delete(span);
        inRow.set(span, (inRow.get(span) ?? 0) + 1);
        if ((inRow.get(span) ?? 0) > 2) return `visit ${span} is repaired more than twice in a row`;
      }
      if (what === "deadline" && lateFor(run, spans, span, event.at) === null)
        return `visit ${span} is ended for time at ${event.at}, before its deadline`;
    }
    return null;
  },

  "limits that calls share are kept, to what was set aside": sharedLimits,

  "a run is set aside only after three losses": ({ events, happened }) => {
    const last = events.at(-1);
    const poisoned =
      last?.type === "run-end" && last.outcome.status === "failed" && last.outcome.failure.code === "poison";
    return poisoned && happened.length < 3 ? `after ${happened.length}` : null;
  },

  "a consumed cancel is the end of the run, and of it alone": ({ events }) => {
    const cancelled = events.findIndex((event) => event.type === "message");
    const last = events.at(-1);
    if (last?.type !== "run-end") return null;
    if (cancelled === -1) return last.outcome.status === "cancelled" ? "cancelled by nobody" : null;
    const begun = events.slice(cancelled).find((event) => event.type === "span-start");
    if (begun) return `span ${begun.seq} began after the cancel`;
    return last.outcome.status === "ok" ? "the run ended ok all the same" : null;
  },

  "folding the log twice gives the same trace": ({ runId, events }) => {
    const twice = emptyTrace(runId);
    for (const event of events) fold(fold(twice, event), event);
    return isDeepStrictEqual(twice, foldAll(runId, events)) ? null : "the traces differ";
  },

  "the ledger is the sum of the spans": ({ runId, events }) => {
    const trace = foldAll(runId, events);
    const replies = events.flatMap((event) =>
      event.type === "span-end" && event.reply ? [event.reply] : [],
    );
    const lost = [...trace.spans.values()].flatMap(({ state, reply, reserved }) =>
      state === "lost" && !reply && reserved ? [reserved] : [],
    );
    const costs = [...replies, ...lost].map((one) => one.costNanos);
    const spent = costs.reduce((sum, cost) => (sum === null || cost === null ? null : sum + cost), 0);
    if (trace.totals.costNanos !== spent) return `the run says ${trace.totals.costNanos}, its calls ${spent}`;
    const tokens = [...replies.map((reply) => reply.usage), ...lost].reduce(
      (sum, of) => sum + of.inputTokens + of.outputTokens,
      0,
    );
    const { usage } = trace.totals;
    if (usage.inputTokens + usage.outputTokens !== tokens) return `${tokens} tokens in its calls`;
    for (const span of trace.spans.values()) {
      const counted = span.reply ?? (span.state === "lost" ? span.reserved : null);
      const own = span.kind === "model" && counted ? [counted.costNanos] : [];
      const all = [...own, ...span.children.map((id) => trace.spans.get(id)?.totals.costNanos ?? null)];
      const sum = all.reduce((left, cost) => (left === null || cost === null ? null : left + cost), 0);
      if (span.totals.costNanos !== sum) return `span ${span.id} says ${span.totals.costNanos}, not ${sum}`;
    }
    return null;
  },
};

/** True where a flow may follow on the unknown end of this visit, or on that of one around it which it has made unknown. */
function leadsOnFrom(
  run: Finished,
  spans: ReadonlyMap<number, LoggedSpan>,
  { start, end }: LoggedSpan,
): boolean {
  const origin = start.work.kind === "step" ? start.work.origin.by : "call";
  const onFlows = origin !== "call" && origin !== "item";
  // A supervisor ends well whose worker did something of which nobody knows; what is around it need not.
  const isDoubtful = end?.outcome.status === "unknown";
  const isLeading = flowsAt(run, start.path).flows.some(
    ({ from, on }) => from === start.step && on === "failed",
  );
  if (isDoubtful && onFlows && isLeading) return true;
  const around = spans.get(start.parent ?? 0);
  return around !== undefined && leadsOnFrom(run, spans, around);
}

function agentOf(run: Finished, span: LoggedSpan | undefined) {
  const step = span && stepAt(run, span.start.path);
  return step?.kind === "agent" ? step : undefined;
}

/** What is wrong with a run, each named by its check. */
export function wrongWith(run: Finished): string[] {
  return Object.entries(CHECKS).flatMap(([name, check]) => {
    const wrong = check(run);
    return wrong === null ? [] : [`${name}: ${wrong}`];
  });
}
