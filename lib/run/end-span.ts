import type { EventOf } from "./event.ts";
import { endStep, type Frame } from "./frame.ts";
import type { Outcome } from "./outcome.ts";
import { type Path, stepsKey } from "./path.ts";
import { settle as settlePools } from "./pools.ts";
import { referencesIn } from "./references.ts";
import { resultOf } from "./result-of.ts";
import type { AgentVisit, Answer, MapVisit, RunState, ToolVisit, Visit } from "./state.ts";
import type { Value } from "./value.ts";
import { frameOf, touch, turnCall } from "./visits.ts";

/** A call or a visit has ended. */
export function endSpan(state: RunState, event: EventOf<"span-end">): void {
  const open = state.open.get(event.span);
  if (open) {
    state.open.delete(event.span);
    const visit = touch(state, open.visit);
    if (!visit) return;
    visit.calls.delete(event.span);
    settlePools(state, { visit, reserved: open.reserved }, event);
    for (const span of state.todo.short) touch(state, span);
    state.todo.short.clear();
    if (visit.kind === "agent") endModel(visit, event);
    else if (visit.kind === "tool") endTool(visit, event);
    return;
  }
  const visit = state.visits.get(event.span);
  if (visit) endVisit(state, visit, event);
}

function endVisit(state: RunState, visit: Visit, event: EventOf<"span-end">): void {
  state.visits.delete(visit.span);
  const { todo } = state;
  for (const set of [todo.visits, todo.work, todo.timed, todo.short]) set.delete(visit.span);
  const frame = frameOf(state, visit);
  if (event.outcome.status === "unknown")
    frame.unknown.push({ span: event.span, path: visit.path, outcome: event.outcome });
  noteEnd(frame, visit.path, event.outcome.status);
  const answer = { span: event.span, outcome: event.outcome, result: resultFor(state, visit, event) };
  if (visit.kind === "workflow") closeFrame(state, visit.span);
  const parent = touch(state, visit.parent);
  parent?.children.delete(visit.span);
  if (visit.origin.by === "call") {
    const call = turnCall(state, visit.parent, visit.origin);
    if (call) call.answer = answer;
    return;
  }
  if (visit.origin.by === "item") {
    if (parent?.kind === "map") endItem(parent, visit.origin.index, answer);
    return;
  }
  const needed = visit.ending?.outcome.status !== "cancelled";
  const over = event.outcome.status === "ok" ? handedOver(visit) : null;
  endStep(frame, visit.step, { answer, needed, over, seq: event.seq, at: event.at });
  todo.frames.add(visit.frame);
}

function closeFrame(state: RunState, visit: number): void {
  state.frames.delete(visit);
  state.todo.frames.delete(visit);
}

function endItem(map: MapVisit, index: number, answer: Answer): void {
  map.answers.set(index, answer);
  const { outcome } = answer;
  if (outcome.status !== "ok") map.failed ??= { index, outcome };
}

/** The edge along which a visit gives control away. */
function handedOver({ ending }: Visit): string | null {
  const result = ending?.result ?? null;
  return result !== null && typeof result === "object" && "edge" in result ? result.edge : null;
}

const worstToBest: Outcome["status"][] = ["lost", "cancelled", "failed", "unknown", "ok"];

function noteEnd({ bestEnds, path: around }: Frame, path: Path, status: Outcome["status"]) {
  const key = stepsKey(path.slice(around.length).map(({ step }) => step));
  const before = bestEnds.get(key);
  if (before === undefined || worstToBest.indexOf(status) > worstToBest.indexOf(before))
    bestEnds.set(key, status);
}

function resultFor(state: RunState, visit: Visit, event: EventOf<"span-end">): Value | null {
  const { span, received } = visit;
  const own = { id: span, received: received.state === "ready" ? received.value : null };
  return resultOf(event, own, (from) => {
    if (visit.kind === "workflow") return answerIn(state, visit.span, from);
    if (visit.kind === "tool") return from === visit.performed?.span ? visit.performed : undefined;
    const turn = visit.kind === "agent" ? visit.turns.find(({ model }) => model === from) : undefined;
    return turn && { reply: turn };
  });
}

/** The answer of a visit inside a workflow. */
function answerIn(state: RunState, workflow: number, span: number): Answer | undefined {
  for (const { last } of state.frames.get(workflow)?.steps.values() ?? [])
    if (last?.span === span) return last;
  return undefined;
}

function endModel(visit: AgentVisit, event: EventOf<"span-end">) {
  const { outcome, reply } = event;
  if (outcome.status === "lost") visit.lost = true;
  else if (outcome.status === "failed" || outcome.status === "unknown") visit.failure = outcome.failure;
  else if (outcome.status === "ok" && reply) {
    const last = visit.turns.at(-1);
    // A usable reply resets the count of unusable ones.
    if (last?.repaired === false) visit.repairs = 0;
    if (last) visit.references.push(...referencesIn(visit.references, last));
    visit.turns.push({
      model: event.span,
      text: reply.text,
      thinking: reply.thinking ?? null,
      end: reply.end ?? null,
      calls: reply.calls.map((call, index) => ({ ...call, index, span: null, answer: null })),
      output: reply.output,
      repaired: false,
      accepted: null,
    });
    visit.attempts = 0;
    visit.attemptsInTurn = 0;
    const { inputTokens, estimated } = reply.usage;
    visit.counted =
      visit.requestBytes !== null && !estimated ? { bytes: visit.requestBytes, tokens: inputTokens } : null;
    visit.requestBytes = null;
  }
}

function endTool(visit: ToolVisit, event: EventOf<"span-end">) {
  if (event.outcome.status === "lost") {
    visit.lost = true;
    return;
  }
  visit.performed = { span: event.span, outcome: event.outcome, result: event.result };
  visit.notes = event.notes;
}
