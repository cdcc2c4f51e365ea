import type { Live, RunTextDelta } from "../../engine/ports.ts";
import { newPart, TextSoFar } from "../../run/text-so-far.ts";

type Watcher = (delta: RunTextDelta) => void;

/** What a call has written, in this process or in another that drives the run. */
type Written = { soFar: TextSoFar; here: boolean; at: number };

/** A listener that carries the text of this process to others, and hears what is watched here. */
export type LiveTextBridge = {
  /** A call of this process has written something. */
  written(runId: string): void;
  /** The run's first watcher has come, or its last one has gone. */
  watched(runId: string, isWatched: boolean): void;
};

/**
 * How much text of one run is kept for late viewers, characters; the text written to longest ago is dropped first.
 */
const KEPT_CHARACTERS = 200_000;

/** The text that model calls are writing right now: passed on to watchers, and kept until it is forgotten. */
export class LiveText implements Live {
  private readonly runs = new Map<string, Map<number, Written>>();
  private readonly watchers = new Map<string, Set<Watcher>>();
  private bridge: LiveTextBridge | null = null;

  /** Connects the bridge, and reports what is already watched; null disconnects it. */
  connect(bridge: LiveTextBridge | null): void {
    this.bridge = bridge;
    for (const runId of this.watchers.keys()) bridge?.watched(runId, true);
  }

  /** Adds a piece written by a call of this process. */
  text(delta: RunTextDelta): void {
    this.add(delta, true);
    this.bridge?.written(delta.runId);
  }

  /**
   * Adds a piece from another process; what is already known is ignored. False when text before the piece is
   * missing, so that it must be asked for again.
   */
  take(delta: RunTextDelta): boolean {
    const known = this.runs.get(delta.runId)?.get(delta.span)?.soFar.text.length ?? 0;
    const text = newPart(known, delta.offset, delta.text);
    if (text) this.add({ ...delta, offset: known, text }, false);
    return text !== null;
  }

  /** What the run's calls have written so far, each from its beginning; with `here`, only those of this process. */
  soFar(runId: string, only: { here?: boolean; sinceAt?: number } = {}): RunTextDelta[] {
    return [...(this.runs.get(runId) ?? [])]
      .filter(([, { here, at }]) => (here || only.here !== true) && at >= (only.sinceAt ?? 0))
      .map(([span, { soFar }]) => ({ runId, span, offset: 0, text: soFar.text }));
  }

  /** Calls back with each piece of the run; returns a function that stops it. */
  watch(runId: string, watcher: Watcher): () => void {
    const watchers = this.watchers.get(runId) ?? new Set<Watcher>();
    this.watchers.set(runId, watchers);
    watchers.add(watcher);
    if (watchers.size === 1) this.bridge?.watched(runId, true);
    return () => {
      if (!watchers.delete(watcher) || watchers.size > 0) return;
      this.watchers.delete(runId);
      this.forgetElsewhere(runId);
      this.bridge?.watched(runId, false);
    };
  }

  /** Forgets the text of a call, or of all calls of a run that has ended or been given back. */
  forget(runId: string, span?: number): void {
    const spans = this.runs.get(runId);
    if (span === undefined) this.runs.delete(runId);
    else if (spans?.delete(span) && spans.size === 0) this.runs.delete(runId);
  }

  private add(delta: RunTextDelta, here: boolean): void {
    const { runId, span, offset, text } = delta;
    const spans = this.runs.get(runId) ?? new Map<number, Written>();
    this.runs.set(runId, spans);
    const soFar = spans.get(span)?.soFar ?? new TextSoFar();
    // If the beginning was dropped because there was too much, nobody can use the rest.
    if (soFar.append(offset, text) !== "hole") {
      spans.delete(span);
      spans.set(span, { soFar, here, at: Date.now() });
      shorten(spans);
    }
    for (const watcher of this.watchers.get(runId) ?? []) watcher(delta);
  }

  /** Called when this process no longer hears what calls elsewhere write. */
  private forgetElsewhere(runId: string): void {
    for (const [span, { here }] of this.runs.get(runId) ?? []) if (!here) this.forget(runId, span);
  }
}

/** Keeps the map in the order of the last write. */
function shorten(spans: Map<number, Written>): void {
  let characters = 0;
  for (const { soFar } of spans.values()) characters += soFar.text.length;
  for (const [span, { soFar }] of spans) {
    if (characters <= KEPT_CHARACTERS || spans.size === 1) return;
    spans.delete(span);
    characters -= soFar.text.length;
  }
}
