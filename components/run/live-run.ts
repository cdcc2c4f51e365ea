import type { Plan } from "@/lib/plan/plan.ts";
import type { RunEvent } from "@/lib/run/event.ts";
import { TextDelta, thinkingStream } from "@/lib/run/live-stream.ts";
import { emptyTrace, fold } from "@/lib/trace/fold.ts";
import { createTimeline } from "@/lib/trace/timeline.ts";
import type { Trace } from "@/lib/trace/trace.ts";
import { inlineText } from "@/lib/trace/value-text.ts";
import { fetchParser, parserAtHand } from "./event-parser.ts";
import { type Connection, followEvents, type StreamPlatform } from "./event-stream.ts";
import { createLiveText, textWrittenBy } from "./live-text.ts";

/**
 * A run as one page follows it: its events folded, its live text, and the moment being viewed. Traces are read-only
 * and change in place: read them after each change, and keep no part of them for later.
 */
export type LiveRun = {
  readonly runId: string;
  /** The plan that the run was started with; null where it is not known here. */
  readonly plan: Plan | null;
  /** Calls back at most once per frame after anything changed. */
  subscribe(onChange: () => void): () => void;
  /** Grows with every reported change. */
  version(): number;
  /** The trace at the moment being viewed. */
  trace(): Trace;
  /** The trace of the whole run so far, whatever moment is being viewed. */
  head(): Trace;
  /** All events so far; another list when the run was read anew. `seq`: the last one at the moment being viewed. */
  events(): readonly RunEvent[];
  seq(): number;
  /** What a model call has written up to the moment being viewed. */
  textOf(span: number): string;
  /**
   * What its model thought before that, as far as it is here: text that is too long for its event has to be loaded.
   */
  thinkingOf(span: number): string;
  connection(): Connection;
  /** Why following had to stop, as a sentence; null when nothing is wrong. */
  problem(): string | null;
  /** The chosen moment, epoch ms; null follows the run. */
  position(): number | null;
  seek(at: number | null): void;
  /**
   * The moment being viewed: the chosen one, or else the run's end, or else now by the run's clock; 0 before its
   * first event. Epoch ms.
   */
  now(): number;
  /** Joins the event stream; returns a function that leaves it. Does nothing for a run that has ended. */
  follow(): () => void;
};

type Options = {
  runId: string;
  /** The address of the event stream; null for a run that is only viewed. */
  url: string | null;
  /** The events known at the start, in order from the first. */
  events?: readonly RunEvent[];
  /** The run's plan, as it was started with. */
  plan?: Plan;
  platform?: StreamPlatform;
  /** Runs `action` with the next frame. */
  schedule?: (action: () => void) => void;
  clock?: () => number;
};

/** A store for one run, for one page. */
export function createLiveRun(options: Options): LiveRun {
  const { runId, url, schedule = nextFrame, clock = Date.now } = options;
  const listeners = new Set<() => void>();
  let timeline = createTimeline(runId);
  let head = emptyTrace(runId);
  let texts = createLiveText();
  const offset = clockOffset(clock);
  let version = 0;
  let telling = false;
  let connection: Connection = "closed";
  let problem: string | null = null;
  let position: number | null = null;

  function add(event: RunEvent) {
    timeline.add(event);
    fold(head, event);
  }
  function changed() {
    if (telling) return;
    telling = true;
    schedule(() => {
      telling = false;
      version += 1;
      for (const listener of listeners) listener();
    });
  }
  for (const event of options.events ?? []) add(event);

  function follow() {
    if (url === null || head.endedAt !== null) return () => {};
    // What comes before the code that reads it.
    const early: string[] = [];
    const take = (data: string) => {
      const parse = parserAtHand();
      const event = parse && attempt(() => parse(JSON.parse(data)));
      if (event === null) {
        problem = "This page got an event that it can't read: the app is newer than the page. Reload it.";
        stream.close();
      } else if (event.seq > head.lastSeq + 1) stream.restart();
      else {
        offset.seen(event.at);
        add(event);
        if (head.endedAt !== null) stream.close();
      }
      changed();
    };
    const takeEarly = () => {
      for (const data of early.splice(0)) take(data);
    };
    fetchParser().then(takeEarly, () => {
      problem = "This page could not be loaded whole. Check the connection, and reload it.";
      stream.close();
      changed();
    });
    const stream = followEvents({
      url,
      platform: options.platform,
      lastSeq: () => head.lastSeq,
      onEvent(data) {
        if (parserAtHand() === null || early.length > 0) early.push(data);
        else take(data);
      },
      onText(data) {
        const delta = attempt(() => TextDelta.parse(JSON.parse(data)));
        if (delta && !texts.add(delta)) stream.restart();
        changed();
      },
      onBeginAnew() {
        early.length = 0;
        timeline = createTimeline(runId);
        head = emptyTrace(runId);
        texts = createLiveText();
        changed();
      },
      onRefused(why) {
        problem =
          why === "signed-out"
            ? "You are signed out. Sign in again to go on watching."
            : "This run is not there any more: it was deleted, or it belongs to another workspace.";
        stream.close();
        changed();
      },
      onConnection(next) {
        if (next === "live") offset.joined();
        connection = next;
        changed();
      },
    });
    return () => {
      early.length = 0;
      stream.close();
    };
  }

  return {
    runId,
    plan: options.plan ?? null,
    subscribe(onChange) {
      listeners.add(onChange);
      return () => listeners.delete(onChange);
    },
    version: () => version,
    trace: () => (position === null ? head : timeline.at(timeline.seqAt(position))),
    head: () => head,
    events: () => timeline.events,
    seq: () => (position === null ? head.lastSeq : timeline.seqAt(position)),
    textOf(id) {
      const span = head.spans.get(id);
      const live = texts.of(id);
      const whole = span && (inlineText(span.reply?.text ?? null) ?? live);
      if (!span || whole === undefined) return live;
      return position === null || span.endedAt === null || position >= span.endedAt
        ? whole
        : textWrittenBy(span, whole, position);
    },
    thinkingOf(id) {
      const recorded = inlineText(head.spans.get(id)?.reply?.thinking ?? null);
      return recorded ?? texts.of(thinkingStream(id));
    },
    connection: () => connection,
    problem: () => problem,
    position: () => position,
    seek(at) {
      if (position === at) return;
      position = at;
      changed();
    },
    now() {
      if (position !== null) return position;
      if (head.lastSeq === 0) return 0;
      return head.endedAt ?? Math.max(head.at, clock() - offset.value());
    },
    follow,
  };
}

/**
 * How far the reader's clock is ahead of the run's. Events that arrive live tell; past events, which a late viewer
 * gets first, only tell when it is behind.
 */
function clockOffset(clock: () => number) {
  const CATCHING_UP_MS = 1_000;
  let joinedAt = Number.POSITIVE_INFINITY;
  let live = Number.POSITIVE_INFINITY;
  let past = 0;
  return {
    joined() {
      joinedAt = clock();
    },
    seen(at: number) {
      const ahead = clock() - at;
      if (clock() - joinedAt > CATCHING_UP_MS) live = Math.min(live, ahead);
      else past = Math.min(past, ahead);
    },
    value: () => (Number.isFinite(live) ? live : past),
  };
}

function attempt<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}

/** A hidden tab draws no frames, but its title must still change. */
function nextFrame(action: () => void) {
  if (document.hidden) setTimeout(action, 100);
  else requestAnimationFrame(action);
}
