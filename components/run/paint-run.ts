import {
  type EdgePaint,
  idlePaint,
  type NodePaint,
  type WritableRunPaint,
} from "@/components/canvas/run-paint.ts";
import { formatClock } from "@/components/ui/format-time.ts";
import type { GraphEdge } from "@/lib/graph/edge.ts";
import { lastOf } from "@/lib/graph/text-cut.ts";
import type { FrameControl } from "@/lib/trace/control.ts";
import { controlEnd } from "@/lib/trace/control-end.ts";
import { flowStand, isNotReached, isPassedOver } from "@/lib/trace/flow-stand.ts";
import { spanIn } from "@/lib/trace/frames.ts";
import { flowStandWords, waitsWords } from "@/lib/trace/stand-words.ts";
import type { Passage, Span, Trace } from "@/lib/trace/trace.ts";
import { waitsOf } from "@/lib/trace/waits.ts";
import { controlMovedSeq, controlOf } from "./control-of.ts";
import type { LiveRun } from "./live-run.ts";
import { type WorkNote, workNotes } from "./work-notes.ts";

/** Only messages this recent pulse, so that a page opened late shows where the run is, without fireworks. */
const FRESH_MS = 1_500;
/** How much of the end of a live text a node can show. */
const TEXT_LENGTH = 240;

type Edge = Pick<GraphEdge, "id" | "kind" | "from" | "to">;

/**
 * Returns the painter of a run on a canvas: each call updates the paint to the moment being viewed. `frame`: the visit to a
 * workflow inside which the graph is that the canvas shows, or else it is the run's own.
 */
export function createRunPainter(
  paint: WritableRunPaint,
  edges: readonly Edge[],
  frame: number | null = null,
): (run: LiveRun) => void {
  const forward = new Map(edges.map((edge) => [between(edge.from, edge.to), edge.id]));
  const painted = new Set<string>();
  let lastSeq = 0;
  let movedSeq = 0;
  let notes: ReadonlyMap<string, WorkNote> = new Map();

  function edgesOf(passage: Passage, trace: Trace): { edge: string; direction: "forward" | "back" }[] {
    if ("flow" in passage && !passage.joined) return [{ edge: passage.flow, direction: "forward" }];
    if ("flow" in passage)
      // Everything before such a step had ended.
      return edges
        .filter(
          ({ id, kind, from, to }) =>
            id === passage.flow || (kind === "flow" && to === passage.to && hasEnded(trace, from)),
        )
        .map(({ id }) => ({ edge: id, direction: "forward" }));
    const ahead = forward.get(between(passage.from, passage.to));
    if (ahead !== undefined) return [{ edge: ahead, direction: "forward" }];
    const back = forward.get(between(passage.to, passage.from));
    return back === undefined ? [] : [{ edge: back, direction: "back" }];
  }

  return (run) => {
    const trace = run.trace();
    const nodes = paintOf(run, trace, frame);
    // Live text changes no note.
    if (trace.lastSeq !== lastSeq) notes = workNotes(trace, frame);
    for (const [step, note] of notes) {
      const node = nodes.get(step);
      if (node) nodes.set(step, { ...node, ...note });
    }
    const control = controlOf(run, frame);
    if (control) noteControl(nodes, control, trace);
    const seq = controlMovedSeq(run);
    if (seq !== movedSeq)
      for (const edge of edges) paint.setEdge(edge.id, control && edgePaint(control, trace, edge));
    movedSeq = seq;
    for (const step of painted) if (!nodes.has(step)) paint.setNode(step, null);
    painted.clear();
    for (const [step, node] of nodes) {
      paint.setNode(step, node);
      painted.add(step);
    }
    const now = run.now();
    const passages = trace.lastSeq < lastSeq ? [] : trace.passages;
    for (let index = passages.length - 1; index >= 0; index -= 1) {
      const passage = passages[index];
      if (!passage || passage.seq <= lastSeq || now - passage.at > FRESH_MS) break;
      if (passage.frame !== frame) continue;
      for (const { edge, direction } of edgesOf(passage, trace)) paint.pulse(edge, direction);
    }
    lastSeq = trace.lastSeq;
    paint.publish();
  };
}

/** Adds what steps wait for, which are passed over or were never reached, and where control ended the run. */
function noteControl(nodes: Map<string, NodePaint>, control: FrameControl, trace: Trace) {
  const simulated = trace.mode === "simulated";
  const end = controlEnd(control, trace);
  for (const { id } of control.frame.plan.steps) {
    const waits = waitsOf(control, id);
    const before = nodes.get(id);
    const ended = end?.at.get(id);
    if (end && ended !== undefined) {
      const problem = `${end.title}. ${end.text}`;
      nodes.set(id, { ...(before ?? { ...idlePaint, simulated }), state: "failed", problem, note: ended });
    } else if (waits) {
      const note = waitsWords(control.frame, waits, formatClock);
      nodes.set(id, { ...(before ?? { ...idlePaint, simulated }), state: "waiting", note });
    } else if (isPassedOver(control, id))
      nodes.set(
        id,
        before
          ? { ...before, note: "Passed over in this round" }
          : { ...idlePaint, simulated, state: "passed-over" },
      );
    else if (!before && isNotReached(control, id))
      nodes.set(id, { ...idlePaint, simulated, state: "not-reached" });
  }
}

function edgePaint(control: FrameControl, trace: Trace, { id, kind, from }: Edge): EdgePaint | null {
  if (kind !== "flow") return isPassedOver(control, from) ? NOT_USED : null;
  const stand = flowStand(control, trace, id);
  const words = stand && flowStandWords(control.frame, id, stand);
  if (!stand || words === null) return null;
  const { times, last } = stand;
  if (typeof last === "object" && last.why === "used-up" && last.endedRun)
    return { state: "used-up", times, words };
  return { state: times > 0 ? "taken" : "not-taken", times, words };
}

const NOT_USED: EdgePaint = {
  state: "not-taken",
  times: 0,
  words: "Not used: whoever asks along it was passed over.",
};

const hasEnded = (trace: Trace, step: string): boolean =>
  trace.roots.some((root) => {
    const span = trace.spans.get(root);
    return span?.step === step && span.endedAt !== null;
  });

const between = (from: string, to: string) => JSON.stringify([from, to]);

/** What each visited step of the graph of `frame` shows. */
function paintOf(run: LiveRun, trace: Trace, frame: number | null): Map<string, NodePaint> {
  const nodes = new Map<string, NodePaint>();
  const replaying = run.position() !== null;
  for (const span of trace.spans.values()) {
    if (span.kind !== "step") {
      // What is called inside a workflow counts for the node that it is.
      const around = span.frame === frame ? span : spanIn(trace, span, frame);
      if (around) addCall(nodes.get(around.step), span, run);
      continue;
    }
    if (span.frame !== frame) continue;
    const before = nodes.get(span.step);
    const open = span.endedAt === null;
    const took = open ? 0 : (span.endedAt ?? 0) - span.startedAt;
    const since = before?.runningSince ?? null;
    const stillOpen = before?.state === "running";
    nodes.set(span.step, {
      state: open || stillOpen ? "running" : span.state,
      text: before?.text ?? "",
      costNanos: before ? before.costNanos : 0,
      durationMs: (before?.durationMs ?? 0) + took,
      runningSince: replaying ? null : (since ?? (open ? span.startedAt : null)),
      calls: before?.calls ?? 0,
      rounds: isAsked(span) ? 0 : (before?.rounds ?? 0) + 1,
      simulated: trace.mode === "simulated",
      underPlayhead: replaying && (open || (before?.underPlayhead ?? false)),
      problem: span.failure?.message ?? (span.state === "ok" ? null : (before?.problem ?? null)),
      note: null,
      progress: null,
    });
  }
  return nodes;
}

const isAsked = ({ origin }: Span) => origin?.by === "call" || origin?.by === "item";

function addCall(node: NodePaint | undefined, span: Span, run: LiveRun) {
  if (!node) return;
  node.calls += 1;
  if (span.kind !== "model") return;
  const cost = span.reply ? span.reply.costNanos : 0;
  node.costNanos = node.costNanos === null || cost === null ? null : node.costNanos + cost;
  if (span.endedAt !== null) return;
  const answer = lastOf(run.textOf(span.id), TEXT_LENGTH);
  node.text = answer === "" && run.thinkingOf(span.id) !== "" ? "Thinking …" : answer;
}
