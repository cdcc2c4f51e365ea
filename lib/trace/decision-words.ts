import type { Decision, DecisionOf } from "../run/decision.ts";
import { itemNumber } from "./item-words.ts";
import type { MadeDecision, Span, Trace } from "./trace.ts";

/** What wording a decision takes from the run's plan. */
export type PlanWords = {
  /** The calls that a step offers: their names, the names of the steps they lead to, and the calls they need. */
  calls(span: Span): readonly { name: string; leadsTo: string; needs: readonly string[] }[];
  isSupervisor(span: Span): boolean;
  /** The name of an entry of a step's model chain. */
  model(span: Span, choice: number): string;
  /** The condition that an agent's answers have to meet, and how often it is told; null where there is none. */
  accepts(span: Span): { when: string; most: number } | null;
  /** A flow by its edge, for the span whose end it follows; null when the plan has none. */
  flow(span: Span, edge: string): { to: string; isBack: boolean; when: string | null } | null;
};

/** A decision for people: its kind in a word or two, why in a sentence, and what was chosen and passed over. */
export type DecisionWords = { title: string; sentence: string; chosen: string[]; others: string[] };

/** The kind of a decision, in a word or two. */
const titles: Record<Exclude<Decision["what"], "told">, string> = {
  route: "Who is next",
  finish: "Finished",
  "hand-over": "Handed over",
  retry: "Tried again",
  fallback: "Took the next model",
  repair: "Asked to correct",
  limit: "Limit reached",
  deadline: "Out of time",
  cancel: "Cancelled",
  default: "Used the result for failures",
  pass: "How it goes on",
  stop: "Stopped",
};

/** Words for a decision. */
export function decisionWords(trace: Trace, made: MadeDecision, plan: PlanWords): DecisionWords {
  const { decision } = made;
  if (decision.what === "told") return toldWords(decision);
  const span = decision.what === "stop" ? decision.failedSpan : decision.span;
  const about = span === null ? undefined : trace.spans.get(span);
  const title = titles[decision.what];
  if (decision.what === "stop")
    return { title, sentence: stopSentence(trace, decision, about), chosen: [], others: [] };
  if (!about) return { title, sentence: `${title}.`, chosen: [], others: [] };
  const { sentence, chosen = [], others = [] } = worded({ trace, made, plan, about });
  return { title, sentence, chosen, others };
}

type Wording = { trace: Trace; made: MadeDecision; plan: PlanWords; about: Span };
type Worded = { sentence: string; chosen?: string[]; others?: string[] };

function worded({ trace, made, plan, about }: Wording): Worded {
  const { decision } = made;
  switch (decision.what) {
    case "route":
      return routeWords({ trace, made, plan, about }, decision);
    case "finish": {
      const chosen = namesOf(trace, decision.references);
      const of = chosen.length === 0 ? "without a result" : `with what came of ${joined(chosen)}`;
      const others = namesOf(trace, decision.among).filter((name) => !chosen.includes(name));
      return { sentence: `Finished ${of}${decision.note ? `: ${decision.note}` : "."}`, chosen, others };
    }
    case "hand-over": {
      const to = plan.flow(about, decision.edge)?.to ?? "another agent";
      return { sentence: `Handed over to ${to}.`, chosen: [to] };
    }
    case "retry": {
      const seconds = ((decision.dueAt - made.at) / 1000).toFixed(1);
      const { attempt, attempts, code } = decision;
      const who = lastCall(trace, about, made.seq)?.name ?? about.name;
      return {
        sentence: `${who} failed (${code}); trying again in ${seconds} s, attempt ${attempt} of ${attempts}.`,
      };
    }
    case "fallback": {
      const [from, to] = [plan.model(about, decision.from), plan.model(about, decision.to)];
      const why = LIMITS.has(decision.code)
        ? `A limit left no room for ${from} (${decision.code})`
        : `${from} failed (${decision.code}) after ${decision.attempts} of ${decision.attemptsOf} attempts`;
      return { sentence: `${why}; going on with ${to}.`, chosen: [to] };
    }
    case "repair":
      return { sentence: repairSentence({ trace, made, plan, about }) };
    case "limit": {
      const kept = namesOf(trace, decision.ending.references ?? []);
      if (decision.code === "outcome-unknown") {
        const { failure } =
          "failure" in decision.ending.outcome ? decision.ending.outcome : { failure: null };
        return { sentence: `It did not go on: ${failure?.message ?? "an outcome is unknown."}` };
      }
      if (decision.code === "item-failed") return { sentence: itemSentence(trace, about) };
      const keeping = kept.length > 0 ? `; kept what had finished: ${joined(kept)}` : "";
      return { sentence: `It could not go on (${decision.code})${keeping}.`, chosen: kept };
    }
    case "deadline": {
      const kept = namesOf(trace, decision.ending.references ?? []);
      const seconds = Math.round(decision.ms / 100) / 10;
      const keeping = kept.length > 0 ? `; kept what had finished: ${joined(kept)}` : "";
      return { sentence: `Its ${seconds} s were over${keeping}.`, chosen: kept };
    }
    case "cancel":
      return {
        sentence:
          decision.code === "not-needed"
            ? "Nothing waited for it any more."
            : "Whoever had asked for it had ended.",
      };
    case "default":
      return { sentence: `It failed (${decision.failure.code}): ${decision.failure.message}` };
    case "pass":
      return passWords(plan, about, decision);
    case "stop":
    case "told":
      return { sentence: "" };
  }
}

/** Why a map ended before its list did. */
function itemSentence(trace: Trace, { items }: Span): string {
  const [first] = items?.failed ?? [];
  const number = first === undefined ? null : itemNumber(trace.spans.get(first) ?? null);
  const which = number === null ? "An item" : `Item ${number} of ${items?.count}`;
  return `${which} failed, and a failed item fails it: the others were stopped or not begun.`;
}

const LIMITS = new Set(["token-limit", "cost-limit", "call-limit", "no-price"]);

function toldWords({ was, chosen, among, because }: DecisionOf<"told">): DecisionWords {
  const title = titles[was];
  const others = among.filter((name) => !chosen.includes(name));
  if (because !== "" || chosen.length === 0)
    return { title, sentence: because || `${title}.`, chosen, others };
  const left = others.length > 0 ? `, not ${joined(others, "or")}` : "";
  return { title, sentence: `${title}: ${joined(chosen)}${left}.`, chosen, others };
}

function stopSentence(
  trace: Trace,
  { code, outcome, of }: DecisionOf<"stop">,
  about: Span | undefined,
): string {
  const message = "failure" in outcome ? outcome.failure.message : "";
  const stopped = (of === undefined ? undefined : trace.spans.get(of)?.name) ?? "the run";
  switch (code) {
    case "cancelled":
      return `Cancelled by ${trace.cancelledBy?.by ?? "a person"}${trace.cancelledBy?.reason ? `: ${trace.cancelledBy.reason}` : "."}`;
    case "step-failed":
      return `${about?.name ?? "A step"} ${outcome.status === "unknown" ? "ended, and nobody knows how" : "failed"}, so ${stopped} stopped.`;
    case "outcome-unknown":
      return `${about?.name ?? "A step"} ended, and nobody knows how.`;
    case "poison":
    case "no-answer":
    case "event-limit":
    case "condition-failed":
    case "rework-limit":
      return message;
  }
}

/**
 * Why these calls were made now: which results they needed, which calls wait for them, and that they run together.
 */
function routeWords({ trace, made, plan, about }: Wording, { calls, tooMany }: DecisionOf<"route">): Worded {
  const offered = plan.calls(about);
  const leadsTo = (name: string) => offered.find((call) => call.name === name)?.leadsTo ?? name;
  const reply = lastCall(trace, about, made.seq)?.reply;
  const chosen = calls.flatMap((index) => reply?.calls[index]?.name ?? []);
  const there = new Set(
    about.children.flatMap((id) => {
      const child = trace.spans.get(id);
      const isThere = child?.state === "ok" && child.call && (child.endedSeq ?? made.seq) < made.seq;
      return isThere && child.call ? [child.call.name] : [];
    }),
  );
  const called = offered.filter(({ name }) => chosen.includes(name));
  const needed = [...new Set(called.flatMap(({ needs }) => needs))].filter((name) => there.has(name));
  const waiting = offered
    .filter(({ name, needs }) => !chosen.includes(name) && needs.some((need) => chosen.includes(need)))
    .map(({ name }) => name);
  const again = [...new Set(chosen)].filter((name) => there.has(name));
  const counted = [...Map.groupBy(chosen, leadsTo)].map(([name, { length }]) =>
    length === 1 ? name : `${name} (${length} times)`,
  );
  const named = (names: readonly string[]) => joined(names.map(leadsTo));
  const reasons = [
    needed.length > 0 ? `${named(needed)} had come back` : "",
    waiting.length > 0 ? `${named(waiting)} ${waiting.length === 1 ? "needs" : "need"} what comes of it` : "",
    again.length > 0 ? `${named(again)} once more` : "",
  ].filter(Boolean);
  const verb = plan.isSupervisor(about) ? "Asked" : "Used";
  const together = chosen.length > 1 ? " together, as none needs another's result" : "";
  const refused = tooMany ? ` ${tooMany} more were refused: too many for one reply.` : "";
  return {
    sentence: `${verb} ${joined(counted)}${together}${reasons.length > 0 ? `: ${reasons.join("; ")}.` : "."}${refused}`,
    chosen,
    others: offered.map(({ name }) => name).filter((name) => !chosen.includes(name)),
  };
}

function repairSentence({ trace, made: { seq, decision }, plan, about }: Wording): string {
  if (decision.what !== "repair") return "";
  const reply = lastCall(trace, about, seq)?.reply;
  switch (decision.code) {
    case "calls-unusable": {
      const wrong = decision.calls.flatMap((index) => reply?.calls[index] ?? []);
      return wrong.map((call) => call.problem?.message ?? `${call.name} can't be called now.`).join(" ");
    }
    case "not-routed":
      return "It answered by itself instead of calling a worker or finish.";
    case "output-mismatch": {
      const message = reply?.output?.ok === false ? `: ${reply.output.message}` : ".";
      return `Its answer does not fit the output${message}`;
    }
    case "not-accepted": {
      const accepts = plan.accepts(about);
      return `Its answer does not meet its condition${accepts ? `: ${accepts.when.trim().replace(/\s+/g, " ")}` : "."}`;
    }
  }
}

function passWords(plan: PlanWords, about: Span, { live, dead, usedUp = [] }: DecisionOf<"pass">): Worded {
  const flows = live.flatMap((edge) => plan.flow(about, edge) ?? []);
  const back = flows.filter(({ isBack }) => isBack).map(({ to }) => to);
  const on = flows.filter(({ isBack }) => !isBack).map(({ to }) => to);
  const others = dead.flatMap((edge) => plan.flow(about, edge)?.to ?? []);
  const spent = usedUp.flatMap((edge) => plan.flow(about, edge)?.to ?? []);
  const often = spent.length > 0 ? ` It may not go back to ${joined(spent)} again.` : "";
  const not = others.length > 0 ? `, not to ${joined(others, "or")}` : "";
  if (back.length > 0) return { sentence: `Goes back to ${joined(back)}.${often}`, chosen: back, others };
  if (on.length > 0) return { sentence: `Goes on to ${joined(on)}${not}.${often}`, chosen: on, others };
  return { sentence: `Goes on to nothing${not}.${often}`, others };
}

/** Names of the results of these spans. */
function namesOf(trace: Trace, spans: readonly number[]): string[] {
  return [...new Set(spans.flatMap((id) => trace.spans.get(id)?.name ?? []))];
}

/** The visit's last model or tool call before this event. */
function lastCall(trace: Trace, { children }: Span, seq: number): Span | undefined {
  for (let at = children.length - 1; at >= 0; at -= 1) {
    const child = trace.spans.get(children[at] ?? 0);
    if (child && child.kind !== "step" && child.id < seq) return child;
  }
  return undefined;
}

/** Why the engine stopped a span, as a sentence; null when it did not. */
export function whyStopped(trace: Trace, span: Span, plan: PlanWords): string | null {
  if (span.stopped === null) return null;
  if (span.stopped.told !== null) return span.stopped.told;
  for (
    let at = span.parent === null ? undefined : trace.spans.get(span.parent);
    at;
    at = at.parent === null ? undefined : trace.spans.get(at.parent)
  ) {
    const ending = at.decisions.findLast(({ decision }) => isEnding(decision));
    if (ending) return decisionWords(trace, ending, plan).sentence;
  }
  const stop = trace.decisions.find(({ decision }) => decision.what === "stop" && decision.of === undefined);
  return stop ? decisionWords(trace, stop, plan).sentence : null;
}

function isEnding(decision: Decision): boolean {
  switch (decision.what) {
    case "limit":
    case "deadline":
    case "finish":
    case "hand-over":
    case "default":
      return true;
    case "cancel":
      return decision.code === "not-needed";
    case "told":
      return decision.ending !== null;
    case "route":
    case "retry":
    case "fallback":
    case "repair":
    case "pass":
      return false;
    case "stop":
      return decision.of !== undefined;
  }
}

/** Names as a list in a sentence; a long one is cut with its count. */
export function joined(names: readonly string[], word = "and"): string {
  const unique = [...new Set(names)];
  if (unique.length > 4) return `${unique.slice(0, 3).join(", ")} ${word} ${unique.length - 3} more`;
  if (unique.length < 2) return unique[0] ?? "";
  return `${unique.slice(0, -1).join(", ")} ${word} ${unique.at(-1)}`;
}
