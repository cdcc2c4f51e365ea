import { createHash } from "node:crypto";
import { Fenced, type Lease, type Log, type NewRun, type StoredMessage } from "../../engine/ports.ts";
import { CHAIN_START, chainHash } from "../../run/chain.ts";
import type { RunEvent } from "../../run/event.ts";
import { assertFollows } from "../assert-follows.ts";

type Stored = {
  run: NewRun;
  events: RunEvent[];
  hashes: string[];
  blobs: Map<string, string>;
  messages: StoredMessage[];
  known: Set<string>;
  epoch: number;
  leaseUntil: number | null;
  wakeAt: number | null;
  ended: boolean;
  listeners: Set<(what: "events" | "message") => void>;
};

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/** The log in memory, for tests: same behaviour as the stored one. `now` stands for the database's clock, epoch ms. */
export function createMemoryLog(now: () => number): Log & { hashes(runId: string): string[] } {
  const runs = new Map<string, Stored>();

  function held(lease: Lease): Stored {
    const stored = runs.get(lease.runId);
    if (!stored || stored.epoch !== lease.epoch || stored.leaseUntil === null) throw new Fenced(lease.runId);
    return stored;
  }

  function add(stored: Stored, events: RunEvent[]) {
    for (const event of events) {
      // Through JSON, as a database would give it back.
      stored.events.push(JSON.parse(JSON.stringify(event)));
      stored.hashes.push(chainHash(stored.hashes.at(-1) ?? CHAIN_START, event, sha256));
    }
  }

  function tell(stored: Stored, what: "events" | "message") {
    for (const wake of [...stored.listeners]) queueMicrotask(() => wake(what));
  }

  return {
    async create(run) {
      if (runs.has(run.runId)) throw new Error(`run ${run.runId} is there already`);
      const stored: Stored = {
        run,
        events: [],
        hashes: [],
        blobs: new Map(run.blobs.map((blob) => [blob.hash, blob.content])),
        messages: [],
        known: new Set(),
        epoch: 0,
        leaseUntil: null,
        wakeAt: now(),
        ended: false,
        listeners: new Set(),
      };
      add(stored, [run.start]);
      runs.set(run.runId, stored);
    },
    async plan(runId) {
      return runs.get(runId)?.run.plan ?? null;
    },
    async claim(runId, _runner, leaseMs) {
      const stored = runs.get(runId);
      if (!stored || stored.ended || (stored.leaseUntil !== null && stored.leaseUntil > now())) return null;
      stored.epoch += 1;
      stored.leaseUntil = now() + leaseMs;
      stored.wakeAt = null;
      return { runId, epoch: stored.epoch, lastSeq: stored.events.length, now: now() };
    },
    async renew(lease, leaseMs) {
      held(lease).leaseUntil = now() + leaseMs;
    },
    async release(lease, wakeAt) {
      const stored = held(lease);
      stored.leaseUntil = null;
      stored.wakeAt = wakeAt;
      return stored.messages.length > 0;
    },
    async append(lease, events, blobs, consumed) {
      assertFollows(lease, events);
      const stored = held(lease);
      if (stored.events.length !== lease.lastSeq) throw new Fenced(lease.runId);
      add(stored, events);
      for (const blob of blobs) stored.blobs.set(blob.hash, blob.content);
      stored.messages = stored.messages.filter((message) => !consumed.includes(message.id));
      lease.lastSeq += events.length;
      if (events.at(-1)?.type === "run-end") {
        stored.ended = true;
        stored.leaseUntil = null;
      }
      tell(stored, "events");
    },
    async read(runId, after, limit) {
      return runs.get(runId)?.events.slice(after, after + limit) ?? [];
    },
    async blob(runId, hash) {
      return runs.get(runId)?.blobs.get(hash) ?? null;
    },
    async messages(runId) {
      return [...(runs.get(runId)?.messages ?? [])];
    },
    async send(runId, id, message) {
      const stored = runs.get(runId);
      if (!stored || stored.ended) return false;
      if (stored.known.has(id)) return true;
      stored.known.add(id);
      stored.messages.push({ id, message });
      tell(stored, "message");
      return true;
    },
    async orphans(limit) {
      const due = [...runs.values()].filter((stored) => {
        if (stored.ended) return false;
        if (stored.leaseUntil !== null) return stored.leaseUntil <= now();
        return stored.messages.length > 0 || (stored.wakeAt !== null && stored.wakeAt <= now());
      });
      return due.slice(0, limit).map((stored) => stored.run.runId);
    },
    listen(runId, wake) {
      const listeners = runs.get(runId)?.listeners;
      listeners?.add(wake);
      return () => listeners?.delete(wake);
    },
    hashes: (runId) => [...(runs.get(runId)?.hashes ?? [])],
  };
}
