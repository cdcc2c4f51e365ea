import { markHidden } from "../graph/hidden-characters.ts";
import type { Decision } from "../run/decision.ts";
import type { EventOf, RunEvent, SpanWork } from "../run/event.ts";
import { takenBy } from "../run/pools.ts";
import { resultOf } from "../run/result-of.ts";
import { addUsage } from "../run/usage.ts";
import { spanToChange } from "./change-span.ts";
import { judge, judgeBy, judgeLast } from "./judge-reply.ts";
import { markDeadEnds, markEnd } from "./mark-end.ts";
import type { Loss, Span, SpanState, Totals, Trace } from "./trace.ts";

const noTotals = (): Totals => ({
  costNanos: 0,
  usage: { inputTokens: 0, cachedTokens: 0, outputTokens: 0, estimated: false },
  modelCalls: 0,
  toolCalls: 0,
});

/** The trace before the first event. */
export function emptyTrace(runId: string): Trace {
  return {
    runId,
    lastSeq: 0,
    at: 0,
    mode: "simulated",
    instant: false,
    state: "waiting",
    startedAt: 0,
    endedAt: null,
    startedBy: "",
    input: null,
    answer: null,
    failure: null,
    failedSpan: null,
    spans: new Map(),
    roots: [],
    decisions: [],
    passages: [],
    claims: [],
    losses: [],
    cancelRequestedAt: null,
    cancelledBy: null,
    totals: noTotals(),
  };
}

/**
 * Folds one event into the trace, in place; events up to `lastSeq` are ignored. The trace owns its state: hand it
 * out as read-only. Throws on a gap, because whatever followed would be wrong.
 */
export function fold(trace: Trace, event: RunEvent): Trace {
  if (event.seq <= trace.lastSeq) return trace;
  if (event.seq !== trace.lastSeq + 1)
    throw new Error(`run ${trace.runId}: expected event ${trace.lastSeq + 1}, got ${event.seq}`);
  trace.lastSeq = event.seq;
  trace.at = event.at;
  switch (event.type) {
    case "run-start":
      trace.mode = event.mode;
      trace.instant = event.instant;
      trace.state = "running";
      trace.startedAt = event.at;
      trace.startedBy = event.startedBy;
      trace.input = event.input;
      return trace;
    case "run-claim":
      trace.claims.push({ seq: event.seq, at: event.at, runner: event.runner, epoch: event.epoch });
      if (event.fruitless !== undefined) lossAt(trace, event.seq);
      return trace;
    case "message":
      if (event.message.kind === "cancel") {
        trace.cancelRequestedAt = event.at;
        trace.cancelledBy ??= { by: event.message.by, reason: event.message.reason };
      }
      return trace;
    case "timer-fire":
    case "request-size":
      return trace;
    case "context-fill":
      return fillContext(trace, event);
    case "evaluation": {
      const span = spanToChange(trace, event.span);
      if (span)
        span.conditions = {
          values: [...(span.conditions?.values ?? []), ...event.values],
          reads: [...(span.conditions?.reads ?? []), ...event.reads],
        };
      return trace;
    }
    case "acceptance": {
      const span = trace.spans.get(event.span);
      const { model, holds, say, problem, reads } = event;
      if (span) span.acceptances = [...span.acceptances, { model, holds, say, problem, reads }];
      if (span && holds !== true) judge(trace, { visit: span, model, code: "not-accepted", sentBack: false });
      return trace;
    }
    case "span-start":
      return startSpan(trace, event);
    case "span-cancel": {
      const span = trace.spans.get(event.span);
      if (span) span.stopped = { told: event.because ?? null };
      return trace;
    }
    case "span-end":
      return endSpan(trace, event);
    case "decision": {
      const choice = { seq: event.seq, at: event.at, decision: event.decision };
      trace.decisions.push(choice);
      const about = spanOf(event.decision);
      if (about !== null) spanToChange(trace, about)?.decisions.push(choice);
      markEnd(trace, event.decision);
      judgeBy(trace, event.decision);
      return trace;
    }
    case "run-end":
      trace.state = event.outcome.status;
      trace.failure = "failure" in event.outcome ? event.outcome.failure : null;
      trace.answer = event.answer;
      trace.failedSpan = event.failedSpan;
      trace.endedAt = event.at;
      if (trace.failure) markDeadEnds(trace, trace.roots, trace.failure);
      return trace;
  }
}

/** The span that a decision is about; null: the run. */
function spanOf(decision: Decision): number | null {
  return decision.what === "stop" ? (decision.of ?? decision.failedSpan) : decision.span;
}

function fillContext(trace: Trace, event: EventOf<"context-fill">): Trace {
  const span = trace.spans.get(event.span);
  if (!span) return trace;
  span.received = event.value;
  span.reads = event.reads;
  span.converted = event.converted ?? [];
  if (event.count !== undefined) span.items = { count: event.count, ended: 0, failed: [] };
  return trace;
}

function startSpan(trace: Trace, event: EventOf<"span-start">): Trace {
  const { work } = event;
  const parent = event.parent === null ? undefined : trace.spans.get(event.parent);
  const span: Span = {
    id: event.seq,
    parent: event.parent,
    kind: work.kind,
    frame: isAsked(work) ? (parent?.frame ?? null) : event.parent,
    step: event.step,
    name: markHidden(event.name),
    path: event.path,
    attempt: event.attempt,
    state: "running",
    startedAt: event.at,
    endedAt: null,
    endedSeq: null,
    failure: null,
    endedRun: null,
    received: null,
    reads: [],
    converted: [],
    result: null,
    sent: null,
    call: work.kind === "step" && work.origin.by === "call" ? work.origin : null,
    origin: work.kind === "step" ? work.origin : null,
    items: null,
    conditions: null,
    acceptances: [],
    request:
      work.kind === "model" ? { previous: work.previous, append: work.append, choice: work.choice } : null,
    reserved: (work.kind === "model" && work.reserved) || null,
    reply: null,
    verdict: null,
    effectKey: work.kind === "tool" ? work.effectKey : null,
    notes: [],
    missing: [],
    stopped: null,
    decisions: [],
    children: [],
    totals: noTotals(),
  };
  trace.spans.set(span.id, span);
  if (parent) parent.children.push(span.id);
  else trace.roots.push(span.id);
  if (work.kind === "step") pass(trace, span, parent);
  return trace;
}

/** Whether work is done for its parent; else it is control that came there, inside a workflow that is the parent. */
const isAsked = (work: SpanWork): boolean =>
  work.kind !== "step" || work.origin.by === "call" || work.origin.by === "item";

/** When a step starts, a message passes along an edge: from its asker, or along each flow that led to it. */
function pass(trace: Trace, { id, step, frame, startedAt, origin }: Span, asker: Span | undefined) {
  const passage = { at: startedAt, seq: id, frame, to: step, span: id };
  switch (origin?.by) {
    case "call":
    case "item":
      if (asker) trace.passages.push({ ...passage, from: asker.step });
      return;
    case "flow":
      for (const { edge } of origin.passed) trace.passages.push({ ...passage, flow: edge });
      return;
    case "all-flows":
      trace.passages.push({ ...passage, flow: origin.edge, joined: true });
      return;
    case "entry":
    case undefined:
      return;
  }
}

function endSpan(trace: Trace, event: EventOf<"span-end">): Trace {
  const span = trace.spans.get(event.span);
  if (!span) return trace;
  const state: SpanState = event.outcome.status;
  const claim = trace.claims.at(-1);
  // A runner that gives a run back ends the calls it cuts off itself. Calls still open were found by the next one.
  if (state === "lost" && claim && span.id < claim.seq) lossAt(trace, claim.seq).calls.push(span.id);
  span.state = state;
  span.endedAt = event.at;
  span.endedSeq = event.seq;
  span.failure = "failure" in event.outcome ? event.outcome.failure : null;
  if (span.failure) {
    markDeadEnds(trace, span.children, span.failure);
    judgeLast(trace, span, span.failure.code);
  }
  span.result = resultOf(event, span, (from) => {
    const inner = trace.spans.get(from);
    return inner?.reply ? { reply: inner.reply } : inner;
  });
  span.sent = event.sent ?? null;
  span.reply = event.reply;
  span.notes = event.notes;
  span.missing = event.missing ?? [];
  if (span.kind === "model") account(trace, span, event);
  if (span.kind === "tool") for (const totals of totalsUpwards(trace, span)) totals.toolCalls += 1;
  const asker = span.parent === null ? undefined : trace.spans.get(span.parent);
  if (!asker || (span.origin?.by !== "call" && span.origin?.by !== "item")) return trace;
  const { id, step: from, frame } = span;
  trace.passages.push({ at: event.at, seq: event.seq, frame, from, to: asker.step, span: id });
  if (span.origin.by === "item") countItem(asker, span);
  return trace;
}

function countItem({ items }: Span, { id, state }: Span) {
  if (!items) return;
  items.ended += 1;
  if (state === "failed" || state === "unknown") items.failed.push(id);
}

/** The loss before the claim `seq`, added if there was none yet. */
function lossAt(trace: Trace, seq: number): Loss {
  const [before, claim] = trace.claims.slice(-2);
  const last = trace.losses.at(-1);
  if (last?.seq === seq) return last;
  const cameBack = claim !== undefined && claim.runner === before?.runner;
  const loss = { seq, at: trace.at, calls: [], cameBack };
  trace.losses.push(loss);
  return loss;
}

function account(trace: Trace, span: Span, event: EventOf<"span-end">) {
  const taken = takenBy(event, span.reserved);
  for (const totals of totalsUpwards(trace, span)) {
    totals.modelCalls += 1;
    if (!taken) continue;
    const { usage, costNanos } = taken;
    totals.usage = addUsage(totals.usage, usage);
    totals.costNanos = totals.costNanos === null || costNanos === null ? null : totals.costNanos + costNanos;
  }
}

function* totalsUpwards(trace: Trace, span: Span): Generator<Totals> {
  yield trace.totals;
  for (let at: Span | undefined = span; at; at = at.parent === null ? undefined : trace.spans.get(at.parent))
    yield at.totals;
}

/** The trace of a whole list of events, from the first. */
export function foldAll(runId: string, events: Iterable<RunEvent>): Trace {
  const trace = emptyTrace(runId);
  for (const event of events) fold(trace, event);
  return trace;
}
