import { stepOf } from "../plan/plan-index.ts";
import type { EventOf } from "./event.ts";
import { beginStep, type Frame } from "./frame.ts";
import { liveInto } from "./join.ts";
import { take, untouched } from "./pools.ts";
import type { Attempts, RunState, Visit, VisitBase } from "./state.ts";
import { touch, turnCall } from "./visits.ts";

/** A visit or a call begins. */
export function startSpan(state: RunState, event: EventOf<"span-start">): void {
  if (event.work.kind === "step") {
    startVisit(state, event, event.work.origin);
    return;
  }
  const visit = touch(state, event.parent);
  if (!visit || (visit.kind !== "agent" && visit.kind !== "tool")) return;
  const { kind } = event.work;
  const reserved = (event.work.kind === "model" && event.work.reserved) || null;
  state.open.set(event.seq, { span: event.seq, visit: visit.span, kind, cancelling: false, reserved });
  visit.calls.add(event.seq);
  take(state, visit, reserved);
  visit.retryAt = null;
  visit.failure = null;
  visit.attemptsInTurn += 1;
  if (!visit.lost) visit.attempts += 1;
  visit.lost = false;
  if (event.work.kind !== "model" || visit.kind !== "agent") return;
  const { previous, append } = event.work;
  visit.request = previous === null ? [...append] : visit.request;
  if (previous !== null) visit.request.push(...append);
  visit.lastRequest = event.seq;
}

function startVisit(state: RunState, event: EventOf<"span-start">, origin: VisitBase["origin"]): void {
  const parent = event.parent === null ? undefined : state.visits.get(event.parent);
  const isAsked = origin.by === "call" || origin.by === "item";
  const at = parent ? (isAsked ? parent.frame : parent.span) : null;
  const frame = state.frames.get(at);
  if (!frame) return;
  const step = stepOf(frame.plan, event.step);
  const ownDeadline =
    step.kind === "agent" && step.limits.deadlineMs !== null ? event.at + step.limits.deadlineMs : null;
  const visit = newVisit(event, {
    origin: origin.by === "all-flows" ? allFlows(frame, event.step, origin.edge) : origin,
    frame: at,
    deadlineAt: earlier(ownDeadline, parent?.deadlineAt ?? null),
    kind: step.kind,
  });
  state.visits.set(event.seq, visit);
  parent?.children.add(event.seq);
  touch(state, event.seq);
  if (ownDeadline !== null) state.todo.timed.add(event.seq);
  if (origin.by === "call") {
    const call = turnCall(state, event.parent, origin);
    if (call) call.span = event.seq;
    return;
  }
  if (origin.by === "item") {
    if (parent?.kind === "map") parent.begun += 1;
    return;
  }
  const passed = visit.origin.by === "flow" ? visit.origin.passed : [];
  beginStep(frame, event.step, { span: event.seq, passed });
  state.todo.frames.add(at);
}

/** In logs up to format 3, every flow into a step had been passed when it began. */
function allFlows(frame: Frame, step: string, edge: string): VisitBase["origin"] {
  const passed = liveInto(frame, step);
  return { by: "flow", passed: passed.length > 0 ? passed : [{ edge, from: 0 }] };
}

function earlier(one: number | null, other: number | null): number | null {
  return one === null || other === null ? (one ?? other) : Math.min(one, other);
}

type Begun = Pick<VisitBase, "origin" | "frame" | "deadlineAt"> & { kind: Visit["kind"] };

function newVisit(event: EventOf<"span-start">, { kind, ...begun }: Begun): Visit {
  const base: VisitBase = {
    ...begun,
    span: event.seq,
    step: event.step,
    path: event.path,
    parent: event.parent,
    startedAt: event.at,
    received: { state: "pending" },
    ending: null,
    calls: new Set(),
    children: new Set(),
    used: untouched(),
    reserved: untouched(),
  };
  switch (kind) {
    case "agent":
      return {
        ...base,
        ...noAttempts(),
        kind,
        request: [],
        turns: [],
        references: [],
        lastRequest: null,
        choice: 0,
        repairs: 0,
        refusals: 0,
        requestBytes: null,
        counted: null,
      };
    case "tool":
      return { ...base, ...noAttempts(), kind, performed: null, notes: [] };
    case "map":
      return { ...base, kind, count: null, begun: 0, answers: new Map(), failed: null };
    case "input":
    case "branch":
    case "workflow":
    case "output":
      return { ...base, kind };
  }
}

const noAttempts = (): Attempts => ({
  attempts: 0,
  attemptsInTurn: 0,
  failure: null,
  lost: false,
  retryAt: null,
});
