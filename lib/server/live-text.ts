import type { Live, TextDelta } from "../engine/ports.ts";

type Watcher = (delta: TextDelta) => void;

/** Spans of one run whose text is kept for late viewers; the oldest goes first. */
const KEPT_SPANS = 64;

/** The text that model calls are writing right now, in this process: handed on, and kept until `forget`. */
export class LiveText implements Live {
  private readonly written = new Map<string, Map<number, string>>();
  private readonly watchers = new Map<string, Set<Watcher>>();

  /** Takes a piece and hands it to everybody who watches the run. */
  text(delta: TextDelta): void {
    const spans = this.written.get(delta.runId) ?? new Map<number, string>();
    this.written.set(delta.runId, spans);
    spans.set(delta.span, (spans.get(delta.span) ?? "").slice(0, delta.offset) + delta.text);
    if (spans.size > KEPT_SPANS) spans.delete([...spans.keys()][0] ?? 0);
    for (const watcher of this.watchers.get(delta.runId) ?? []) watcher(delta);
  }

  /** What the run's calls have written so far, each from its beginning. */
  soFar(runId: string): TextDelta[] {
    return [...(this.written.get(runId) ?? [])].map(([span, text]) => ({ runId, span, offset: 0, text }));
  }

  /** Calls back for each piece of the run; gives the way to stop. */
  watch(runId: string, watcher: Watcher): () => void {
    const watchers = this.watchers.get(runId) ?? new Set<Watcher>();
    this.watchers.set(runId, watchers);
    watchers.add(watcher);
    return () => {
      watchers.delete(watcher);
      if (watchers.size === 0) this.watchers.delete(runId);
    };
  }

  /** Drops what was kept of a run that has ended or been given back. */
  forget(runId: string): void {
    this.written.delete(runId);
  }
}
