import { createHash } from "node:crypto";
import {
  Fenced,
  type Lease,
  type Log,
  type NewRun,
  RISKY_CLAIMS,
  type StoredMessage,
} from "../../engine/ports.ts";
import { CHAIN_START, type ChainLink, chainHash } from "../../run/chain.ts";
import type { RunEvent } from "../../run/event.ts";
import { assertFollows } from "../assert-follows.ts";
import { isProgress } from "../is-progress.ts";

type Stored = {
  run: NewRun;
  events: RunEvent[];
  links: ChainLink[];
  blobs: Map<string, string>;
  messages: StoredMessage[];
  known: Set<string>;
  epoch: number;
  status: "queued" | "running" | "waiting" | "ended";
  /** From when on a runner may take it, epoch ms; null: when a message comes, or never. */
  dueAt: number | null;
  fruitless: number;
  listeners: Set<(what: "events" | "message") => void>;
};

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/** The log in memory, for tests: same behaviour as the stored one. `now` stands for the database's clock, epoch ms. */
export function createMemoryLog(now: () => number): Log & { links(runId: string): ChainLink[] } {
  const runs = new Map<string, Stored>();

  function held(lease: Lease): Stored {
    const stored = runs.get(lease.runId);
    if (!stored || stored.epoch !== lease.epoch || stored.status !== "running") throw new Fenced(lease.runId);
    return stored;
  }

  function hold(stored: Stored, leaseMs: number): Lease {
    stored.epoch += 1;
    stored.status = "running";
    stored.dueAt = now() + leaseMs;
    const { runId, workspaceId } = stored.run;
    const fruitless = stored.fruitless++;
    return { runId, workspaceId, epoch: stored.epoch, lastSeq: stored.events.length, now: now(), fruitless };
  }

  const underWay = (workspaceId: string) =>
    [...runs.values()].filter(
      ({ run, status, dueAt }) =>
        run.workspaceId === workspaceId && status === "running" && Number(dueAt) > now(),
    ).length;

  function add(stored: Stored, events: RunEvent[]) {
    // Through JSON, as a database would give them back.
    const added: RunEvent[] = JSON.parse(JSON.stringify(events));
    const hash = chainHash(stored.links.at(-1)?.hash ?? CHAIN_START, added, sha256);
    for (const event of added) stored.events.push(event);
    stored.links.push({ seq: stored.events.length, events: added, hash });
  }

  function tell(stored: Stored, what: "events" | "message") {
    for (const wake of [...stored.listeners]) queueMicrotask(() => wake(what));
  }

  return {
    now: async () => now(),
    async create(run, holder) {
      if (runs.has(run.runId)) throw new Error(`run ${run.runId} is there already`);
      const stored: Stored = {
        run,
        events: [],
        links: [],
        blobs: new Map(run.blobs.map((blob) => [blob.hash, blob.content])),
        messages: [],
        known: new Set(),
        epoch: 0,
        status: "queued",
        dueAt: now() - run.headStartMs,
        fruitless: 0,
        listeners: new Set(),
      };
      add(stored, [run.start]);
      runs.set(run.runId, stored);
      return holder ? hold(stored, holder.leaseMs) : null;
    },
    async plan(runId) {
      return runs.get(runId)?.run.plan ?? null;
    },
    async claim(runId, _runner, leaseMs) {
      const stored = runs.get(runId);
      if (!stored || stored.status === "ended") return null;
      if (stored.status === "running" && Number(stored.dueAt) > now()) return null;
      return hold(stored, leaseMs);
    },
    async claimNext(_runner, leaseMs, { risky } = { risky: true }) {
      const [next] = [...runs.values()]
        .filter(({ dueAt }) => dueAt !== null && dueAt <= now())
        .filter(({ fruitless }) => risky || fruitless < RISKY_CLAIMS)
        .map((stored) => ({ stored, busy: underWay(stored.run.workspaceId) }))
        .sort(
          (a, b) =>
            a.busy - b.busy ||
            Number(b.stored.epoch > 0) - Number(a.stored.epoch > 0) ||
            Number(a.stored.dueAt) - Number(b.stored.dueAt),
        );
      return next ? hold(next.stored, leaseMs) : null;
    },
    async renew(lease, leaseMs) {
      const stored = held(lease);
      stored.dueAt = now() + leaseMs;
      return stored.messages.length > 0;
    },
    async release(lease, wakeAt) {
      const stored = held(lease);
      const more = stored.messages.length > 0;
      stored.status = more ? "queued" : "waiting";
      stored.dueAt = more ? now() : wakeAt;
      stored.fruitless = 0;
      return more;
    },
    async append(lease, events, blobs, consumed) {
      assertFollows(lease, events);
      const stored = held(lease);
      if (stored.events.length !== lease.lastSeq) throw new Fenced(lease.runId);
      add(stored, events);
      for (const blob of blobs) stored.blobs.set(blob.hash, blob.content);
      stored.messages = stored.messages.filter((message) => !consumed.includes(message.id));
      lease.lastSeq += events.length;
      if (events.some(isProgress)) stored.fruitless = 0;
      if (events.at(-1)?.type === "run-end") {
        stored.status = "ended";
        stored.dueAt = null;
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
      if (!stored || stored.status === "ended") return false;
      if (stored.known.has(id)) return true;
      stored.known.add(id);
      stored.messages.push({ id, message });
      if (stored.status === "waiting") {
        stored.status = "queued";
        stored.dueAt = now();
      }
      tell(stored, "message");
      return true;
    },
    listen(runId, wake) {
      const listeners = runs.get(runId)?.listeners;
      listeners?.add(wake);
      return () => listeners?.delete(wake);
    },
    links: (runId) => [...(runs.get(runId)?.links ?? [])],
  };
}
