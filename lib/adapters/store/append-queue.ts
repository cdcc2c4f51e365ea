import type { Blob, Lease } from "../../engine/ports.ts";
import type { RunEvent } from "../../run/event.ts";
import { isProgress } from "../is-progress.ts";
import { payloadOf } from "./event-row.ts";
import { isTransient } from "./transient.ts";

/** What one run appends: events that follow the lease's last, the chain's link after each, blobs, messages consumed. */
export type RunAppend = {
  lease: Lease;
  events: RunEvent[];
  links: string[];
  blobs: Blob[];
  consumed: string[];
};

type Entry = { append: RunAppend; done: PromiseWithResolvers<boolean> };

/** Ids that fit into one NOTIFY. */
const MOST_RUNS = 200;

/**
 * Flushes the appends of all runs of a process together: what comes while one flush is under way goes with the next, in
 * one commit. `write` performs a flush and gives the ids of the runs that were written.
 */
export class AppendQueue {
  private readonly write: (appends: RunAppend[]) => Promise<Set<string>>;
  private waiting: Entry[] = [];
  private flushing = false;

  constructor(write: (appends: RunAppend[]) => Promise<Set<string>>) {
    this.write = write;
  }

  /** True once it is committed; false when the run is not the lease's any more. A run appends one thing at a time. */
  append(append: RunAppend): Promise<boolean> {
    const done = Promise.withResolvers<boolean>();
    this.waiting.push({ append, done });
    if (!this.flushing) void this.flush();
    return done.promise;
  }

  private async flush(): Promise<void> {
    this.flushing = true;
    while (this.waiting.length > 0) await this.commit(this.waiting.splice(0, MOST_RUNS));
    this.flushing = false;
  }

  /** What the database refuses as a whole is tried run by run, so that one run's trouble is not another's. */
  private async commit(entries: Entry[]): Promise<void> {
    try {
      const written = await this.write(entries.map(({ append }) => append));
      for (const { append, done } of entries) done.resolve(written.has(append.lease.runId));
    } catch (error) {
      if (entries.length === 1 || isTransient(error)) for (const { done } of entries) done.reject(error);
      else for (const entry of entries) await this.commit([entry]);
    }
  }
}

/** The parameters of the statement that appends; `told` are the runs that other processes want to hear of. */
export function appendValues(appends: RunAppend[], format: number, told: string[]): unknown[] {
  const events = appends.flatMap(({ lease, events, links }) =>
    events.map((event, index) => ({ event, epoch: lease.epoch, link: links[index] })),
  );
  const blobs = appends.flatMap(({ lease, blobs }) => blobs.map((blob) => ({ runId: lease.runId, ...blob })));
  const consumed = appends.flatMap(({ lease, consumed }) =>
    consumed.map((id) => ({ runId: lease.runId, id })),
  );
  return [
    appends.map(({ lease }) => lease.runId),
    appends.map(({ lease }) => lease.epoch),
    appends.map(({ lease }) => lease.lastSeq),
    appends.map(({ lease, events }) => lease.lastSeq + events.length),
    appends.map(({ links }) => links.at(-1)),
    appends.map(({ events }) => events.at(-1)?.type === "run-end"),
    appends.map(({ events }) => events.some(isProgress)),
    appends.map(({ consumed }) => consumed.length),
    events.map(({ event }) => event.runId),
    events.map(({ event }) => event.seq),
    events.map(({ epoch }) => epoch),
    events.map(({ event }) => Math.round(event.at)),
    events.map(({ event }) => event.type),
    events.map(({ event }) => payloadOf(event)),
    events.map(({ link }) => link),
    blobs.map(({ runId }) => runId),
    blobs.map(({ hash }) => hash),
    blobs.map(({ content }) => content),
    consumed.map(({ runId }) => runId),
    consumed.map(({ id }) => id),
    format,
    told,
  ];
}
