/** The state of a node or of the run. */
export type PaintState =
  | "running"
  | "waiting"
  | "ok"
  | "failed"
  | "cancelled"
  | "lost"
  | "unknown"
  | "reused"
  | "passed-over"
  | "not-reached"
  | "idle";

/** What a run shows on one node. A new object means a change, the same object none. */
export type NodePaint = {
  state: PaintState;
  /** The end of the live text, for the last two lines; empty when there is none. */
  text: string;
  /** Integer nano-dollars of all visits so far; null when a call has no price. */
  costNanos: number | null;
  /** ms of the visits that ended. */
  durationMs: number;
  /** Start of the visit that is open now, epoch ms, from which the node counts on; null when none is. */
  runningSince: number | null;
  /** Model and tool calls so far. */
  calls: number;
  /** Visits by flows so far: more than one where a way back led here again. */
  rounds: number;
  simulated: boolean;
  /** On the path of the playhead: the node's header is filled. */
  underPlayhead: boolean;
  /** The failure as a sentence, for a failed node. */
  problem: string | null;
  /**
   * What it does in this run, in words: how far it is, who has control, what it still waits for, that it is passed over in this
   * round, what became of its failure, or why the run ended here; null where there is nothing to say.
   */
  note: string | null;
  /** How far the list of a map is that goes on. */
  progress: { done: number; failed: number; total: number } | null;
};

/**
 * What a run shows on one flow: whether it was taken, how often so far, and the reason as a sentence. A way back that is used up
 * ended the run.
 */
export type EdgePaint = { state: "taken" | "not-taken" | "used-up"; times: number; words: string };

/** The latest message along an edge: a new `id` is a new pulse; "back" is an answer on its way to whoever asked. */
export type EdgePulse = { id: number; direction: "forward" | "back" };

/**
 * A run as the canvas reads it. `subscribe` reports any change; reads return the same object until that node or
 * edge has changed, so that only what changed is drawn again.
 */
export type RunPaint = {
  subscribe: (onChange: () => void) => () => void;
  nodeState: (nodeId: string) => NodePaint | null;
  edgePulse: (edgeId: string) => EdgePulse | null;
  /** Null for a flow of which nothing is known yet, and for what is no flow. */
  edgeState: (edgeId: string) => EdgePaint | null;
};

/** A node without any activity yet. */
export const idlePaint: NodePaint = {
  state: "idle",
  text: "",
  costNanos: 0,
  durationMs: 0,
  runningSince: null,
  calls: 0,
  rounds: 0,
  simulated: false,
  underPlayhead: false,
  problem: null,
  note: null,
  progress: null,
};

/** The writing side of a `RunPaint`, for whoever follows a run: set what changed, then `publish` once. */
export type WritableRunPaint = RunPaint & {
  setNode: (nodeId: string, paint: NodePaint | null) => void;
  setEdge: (edgeId: string, paint: EdgePaint | null) => void;
  pulse: (edgeId: string, direction: EdgePulse["direction"]) => void;
  clear: () => void;
  publish: () => void;
};

/** Creates an empty paint. `setNode` and `setEdge` with an equal paint keep the old object. */
export function createRunPaint(): WritableRunPaint {
  const nodes = new Map<string, NodePaint>();
  const edges = new Map<string, EdgePaint>();
  const pulses = new Map<string, EdgePulse>();
  const watchers = new Set<() => void>();
  let lastPulse = 0;
  return {
    subscribe(onChange) {
      watchers.add(onChange);
      return () => watchers.delete(onChange);
    },
    nodeState: (nodeId) => nodes.get(nodeId) ?? null,
    edgePulse: (edgeId) => pulses.get(edgeId) ?? null,
    edgeState: (edgeId) => edges.get(edgeId) ?? null,
    setNode(nodeId, paint) {
      const before = nodes.get(nodeId);
      if (paint === null) nodes.delete(nodeId);
      else if (!before || !samePaint(before, paint)) nodes.set(nodeId, paint);
    },
    setEdge(edgeId, paint) {
      const before = edges.get(edgeId);
      if (paint === null) edges.delete(edgeId);
      else if (before?.state !== paint.state || before.times !== paint.times || before.words !== paint.words)
        edges.set(edgeId, paint);
    },
    pulse(edgeId, direction) {
      lastPulse += 1;
      pulses.set(edgeId, { id: lastPulse, direction });
    },
    clear() {
      nodes.clear();
      edges.clear();
      pulses.clear();
    },
    publish() {
      for (const watcher of watchers) watcher();
    },
  };
}

function samePaint(one: NodePaint, other: NodePaint): boolean {
  return (
    one.state === other.state &&
    one.text === other.text &&
    one.costNanos === other.costNanos &&
    one.durationMs === other.durationMs &&
    one.runningSince === other.runningSince &&
    one.calls === other.calls &&
    one.rounds === other.rounds &&
    one.simulated === other.simulated &&
    one.underPlayhead === other.underPlayhead &&
    one.problem === other.problem &&
    one.note === other.note &&
    one.progress?.done === other.progress?.done &&
    one.progress?.failed === other.progress?.failed &&
    one.progress?.total === other.progress?.total
  );
}
