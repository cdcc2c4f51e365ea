import type { Live, RunTextDelta } from "../../engine/ports.ts";
import { newPart, TextSoFar } from "../../run/text-so-far.ts";

type Watcher = (delta: RunTextDelta) => void;

/** What a call has written: here, or in another process that drives the run. */
type Written = { soFar: TextSoFar; here: boolean; at: number };

/** What wants to know of a process's text in order to carry it to others, and of what is watched here. */
export type LiveTextBridge = {
  /** A call of this process has written something. */
  written(runId: string): void;
  /** The run's first watcher came, or its last one went. */
  watched(runId: string, isWatched: boolean): void;
};

/** Of one run so much is kept for late viewers, characters; the text that was written to longest ago goes first. */
const KEPT_CHARACTERS = 200_000;

/** The text that model calls are writing right now: handed on, and kept until it is forgotten. */
export class LiveText implements Live {
  private readonly runs = new Map<string, Map<number, Written>>();
  private readonly watchers = new Map<string, Set<Watcher>>();
  private bridge: LiveTextBridge | null = null;

  /** Tells the bridge from now on, of what is watched already too; null: nobody any more. */
  connect(bridge: LiveTextBridge | null): void {
    this.bridge = bridge;
    for (const runId of this.watchers.keys()) bridge?.watched(runId, true);
  }

  /** Takes a piece that a call of this process wrote. */
  text(delta: RunTextDelta): void {
    this.add(delta, true);
    this.bridge?.written(delta.runId);
  }

  /**
   * Takes a piece from another process. What is known already changes nothing; false when there is a hole before the
   * piece, so that the text must be asked for again.
   */
  take(delta: RunTextDelta): boolean {
    const known = this.runs.get(delta.runId)?.get(delta.span)?.soFar.text.length ?? 0;
    const text = newPart(known, delta.offset, delta.text);
    if (text) this.add({ ...delta, offset: known, text }, false);
    return text !== null;
  }

  /** What the run's calls have written so far, each from its beginning; with `here`, those of this process alone. */
  soFar(runId: string, only: { here?: boolean; sinceAt?: number } = {}): RunTextDelta[] {
    return [...(this.runs.get(runId) ?? [])]
      .filter(([, { here, at }]) => (here || only.here !== true) && at >= (only.sinceAt ?? 0))
      .map(([span, { soFar }]) => ({ runId, span, offset: 0, text: soFar.text }));
  }

  /** Calls back for each piece of the run; gives the way to stop. */
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

  /** Drops what was kept of a call, or of all calls of a run that has ended or been given back. */
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
    // With a hole the beginning was dropped, because there was too much: nobody can be given it any more.
    if (soFar.append(offset, text) !== "hole") {
      spans.delete(span);
      spans.set(span, { soFar, here, at: Date.now() });
      shorten(spans);
    }
    for (const watcher of this.watchers.get(runId) ?? []) watcher(delta);
  }

  /** Nobody tells this process any more what calls of others write. */
  private forgetElsewhere(runId: string): void {
    for (const [span, { here }] of this.runs.get(runId) ?? []) if (!here) this.forget(runId, span);
  }
}

/** Map order is by the last write. */
function shorten(spans: Map<number, Written>): void {
  let characters = 0;
  for (const { soFar } of spans.values()) characters += soFar.text.length;
  for (const [span, { soFar }] of spans) {
    if (characters <= KEPT_CHARACTERS || spans.size === 1) return;
    spans.delete(span);
    characters -= soFar.text.length;
  }
}
