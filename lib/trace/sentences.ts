import { joined } from "./decision-words.ts";
import { handedTo } from "./handed-over.ts";
import { itemNumber } from "./item-words.ts";
import type { Span, SpanState, Trace } from "./trace.ts";

/** The label of a span in a list: the name of a step or tool or, for a model call, what it led to. */
export function spanTitle(trace: Trace, span: Span): string {
  if (span.kind !== "model") return `${span.name}${itemWords(span)}${roundWords(span)}`;
  switch (span.state) {
    case "running":
      return "Thinks";
    case "waiting":
      return "Waits";
    case "ok":
      if (!span.reply?.calls.length) return `Answers${verdictWords(span)}`;
      return (
        handoverWords(trace, span) ??
        (finishes(span) ? "Finishes" : `Asks ${joined(askedNames(trace, span))}`)
      );
    case "failed":
      return "Got no usable reply";
    case "cancelled":
      return "Was stopped";
    case "lost":
      return "Was cut off";
    case "unknown":
      return "Ended unknown";
  }
}

/** What was wrong with an answer: ", not accepted". */
function verdictWords({ verdict }: Span): string {
  switch (verdict?.code) {
    case "not-accepted":
      return ", not accepted";
    case "output-mismatch":
      return ", does not fit the output";
    case "not-routed":
      return " by itself";
    case "calls-unusable":
    case undefined:
      return "";
  }
}

/** For which item of a map it is: ", item 37". */
function itemWords(span: Span): string {
  const number = itemNumber(span);
  return number === null ? "" : `, item ${number}`;
}

/** Which round of a loop a visit belongs to, from the second on: ", round 2". */
function roundWords({ kind, path }: Span): string {
  const visit = path.at(-1)?.visit ?? 0;
  return kind === "step" && visit > 0 ? `, round ${visit + 1}` : "";
}

/** What happened in a span, in a few words without a full stop: "Read shipment failed". */
export function spanWords(trace: Trace, span: Span): string {
  if (span.kind !== "model") return `${span.name}${itemWords(span)} ${stepWords[span.state]}`;
  const agent = span.parent === null ? undefined : trace.spans.get(span.parent);
  const title = spanTitle(trace, span);
  return `${agent ? `${agent.name}${itemWords(agent)}` : span.name} ${title.charAt(0).toLowerCase()}${title.slice(1)}`;
}

/** What happened in a span, and who had asked for it, as one sentence for people. */
export function spanSentence(trace: Trace, span: Span): string {
  const isAsked = span.call !== null || span.origin?.by === "item";
  const asker = isAsked && span.parent !== null ? trace.spans.get(span.parent) : undefined;
  return `${spanWords(trace, span)}${asker ? `, asked by ${asker.name}` : ""}.`;
}

const stepWords: Record<SpanState, string> = {
  running: "is at work",
  waiting: "waits",
  ok: "is done",
  failed: "failed",
  cancelled: "was stopped",
  lost: "was cut off by a restart",
  unknown: "ended, and nobody can know how",
};

/** To whom a reply hands over: the step that took over or, before it has begun, the name that the model wrote. */
function handoverWords(trace: Trace, { id, parent, reply }: Span): string | null {
  const agent = parent === null ? undefined : trace.spans.get(parent);
  if (agent?.children.at(-1) !== id) return null;
  const made = agent.decisions.findLast(({ decision }) => decision.what === "hand-over");
  if (made?.decision.what !== "hand-over") return null;
  const name = handedTo(trace, agent)?.to.name ?? reply?.calls[made.decision.call]?.name;
  return `Hands over to ${name ?? "another agent"}`;
}

/** Whether a reply calls nothing but `finish`, which has this name in every plan. */
function finishes(span: Span): boolean {
  return span.reply?.calls.every((call) => call.name === "finish") ?? false;
}

/** Names of what a reply calls: the steps that answered, or the names written by the model where none did. */
function askedNames(trace: Trace, span: Span): string[] {
  const parent = span.parent === null ? undefined : trace.spans.get(span.parent);
  const visits = (parent?.children ?? []).map((id) => trace.spans.get(id));
  return (span.reply?.calls ?? []).map(
    (call, index) =>
      visits.find((visit) => visit?.call?.model === span.id && visit.call.index === index)?.name ?? call.name,
  );
}
