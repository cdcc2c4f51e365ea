import { hash } from "node:crypto";
import type pg from "pg";
import { Fenced, type Lease, type Log, RISKY_CLAIMS } from "../../engine/ports.ts";
import { FORMAT } from "../../plan/format.ts";
import { parsePlan } from "../../plan/upcast.ts";
import { CHAIN_START, chainHash } from "../../run/chain.ts";
import type { RunMessage } from "../../run/event.ts";
import { assertFollows } from "../assert-follows.ts";
import { AppendQueue } from "./append-queue.ts";
import { appendQuery } from "./append-statement.ts";
import { type EventRow, eventsOf, payloadOf } from "./event-row.ts";
import {
  BLOB,
  CHAIN_HASH,
  CLAIM,
  CREATE,
  MESSAGES,
  NEXT,
  NOW,
  PLAN,
  READ,
  RELEASE,
  RENEW,
  SEND,
} from "./log-statements.ts";
import type { Notices } from "./notices.ts";
import { patiently } from "./transient.ts";

const MAX_INT = 2 ** 31 - 1;
const sha256 = (text: string) => hash("sha256", text);

type Parts = {
  pool: pg.Pool;
  notices: Notices;
  /** Whether another process follows the run and wants to know of its events; absent: every run is announced. */
  followedElsewhere?: (runId: string) => boolean;
};

/** The log in SQL, the same on PGlite and PostgreSQL; `notices` wake it. */
export function createSqlLog({ pool, notices, followedElsewhere = () => true }: Parts): Log {
  // The chain's last link as of the lease's `lastSeq`, so that an append need not read it.
  const links = new WeakMap<Lease, string>();

  async function rows<Row extends pg.QueryResultRow>(
    statement: { name: string; text: string },
    values: unknown[],
  ): Promise<Row[]> {
    return (await pool.query<Row>({ ...statement, values })).rows;
  }

  const queue = new AppendQueue(async (appends) => {
    const told = appends.map(({ lease }) => lease.runId).filter(followedElsewhere);
    const { written, ...query } = appendQuery(appends, FORMAT, told);
    const ids = written(await pool.query<{ id: string }>(query));
    for (const id of ids) notices.tell(id, "events");
    return ids;
  });

  async function claim(runId: string, runner: string, leaseMs: number): Promise<Lease | null> {
    type Row = {
      workspace_id: string;
      epoch: number;
      last_seq: number;
      chain_hash: string;
      fruitless: number;
      now: number;
    };
    const [row] = await rows<Row>(CLAIM, [runId, runner, leaseMs, FORMAT]);
    if (row === undefined) return null;
    const { workspace_id, epoch, last_seq, chain_hash, fruitless, now } = row;
    const lease = { runId, workspaceId: workspace_id, epoch, lastSeq: last_seq, now, fruitless };
    links.set(lease, chain_hash);
    return lease;
  }

  /**
   * Whether the run's chain ends with this link of this lease: then it was our append, and only its answer was
   * lost.
   */
  async function isStored({ runId, epoch }: Lease, seq: number, link: string): Promise<boolean> {
    const [row] = await rows<{ chain_hash: string }>(CHAIN_HASH, [runId, epoch, seq]);
    return row?.chain_hash === link;
  }

  async function linkOf(lease: Lease): Promise<string> {
    const known = links.get(lease);
    if (known !== undefined) return known;
    const [row] = await rows<{ chain_hash: string }>(CHAIN_HASH, [lease.runId, lease.epoch, lease.lastSeq]);
    if (row === undefined) throw new Fenced(lease.runId);
    return row.chain_hash;
  }

  return {
    async now() {
      const [row] = await patiently(() => rows<{ now: number }>(NOW, []));
      if (row === undefined) throw new Error("expected the database to say what time it is");
      return row.now;
    },

    async create(run, holder) {
      const { start, runId, workspaceId } = run;
      const link = chainHash(CHAIN_START, [start], sha256);
      const [row] = await rows<{ now: number }>(CREATE, [
        runId,
        workspaceId,
        run.workflowId,
        run.workflowName,
        run.startedBy,
        run.mode,
        JSON.stringify(run.plan),
        run.planHash,
        link,
        Math.round(start.at),
        payloadOf([start]),
        run.blobs.map(({ hash }) => hash),
        run.blobs.map(({ content }) => content),
        run.document,
        FORMAT,
        run.headStartMs,
        holder?.runner ?? null,
        holder?.leaseMs ?? 0,
        run.version,
      ]);
      if (holder === undefined || row === undefined) return null;
      const lease = { runId, workspaceId, epoch: 1, lastSeq: 1, now: row.now, fruitless: 0 };
      links.set(lease, link);
      return lease;
    },

    async plan(runId) {
      const [row] = await patiently(() => rows<{ plan: string }>(PLAN, [runId]));
      return row === undefined ? null : parsePlan(JSON.parse(row.plan));
    },

    claim,

    async claimNext(runner, leaseMs, { risky } = { risky: true }) {
      const passed: string[] = [];
      const mostFruitless = risky ? MAX_INT : RISKY_CLAIMS - 1;
      for (;;) {
        const [next] = await rows<{ id: string }>(NEXT, [FORMAT, passed, mostFruitless]);
        if (next === undefined) return null;
        const lease = await claim(next.id, runner, leaseMs);
        if (lease !== null) return lease;
        // Another runner was faster, or a hanging session is still writing to it.
        passed.push(next.id);
      }
    },

    async renew({ runId, epoch }, leaseMs) {
      const [head] = await rows<{ has_messages: boolean }>(RENEW, [runId, epoch, leaseMs]);
      if (head === undefined) throw new Fenced(runId);
      return head.has_messages;
    },

    async release({ runId, epoch }, wakeAt) {
      const [head] = await rows<{ status: string }>(RELEASE, [runId, epoch, wakeAt]);
      if (head === undefined) throw new Fenced(runId);
      return head.status === "queued";
    },

    async append(lease, events, blobs, consumed) {
      assertFollows(lease, events);
      const link = chainHash(await linkOf(lease), events, sha256);
      const last = lease.lastSeq + events.length;
      const append = { lease, events, payload: payloadOf(events), link, blobs, consumed };
      const written = await patiently(
        async (tries) => (await queue.append(append)) || (tries > 0 && (await isStored(lease, last, link))),
      );
      if (!written) throw new Fenced(lease.runId);
      lease.lastSeq = last;
      links.set(lease, link);
    },

    async read(runId, after, limit) {
      const found = await patiently(() => rows<EventRow>(READ, [runId, after, after + limit]));
      const events = found.flatMap(eventsOf);
      const from = events.findIndex(({ seq }) => seq > after);
      return from < 0 ? [] : events.slice(from, from + limit);
    },

    async blob(runId, hash) {
      const [row] = await patiently(() => rows<{ content: string }>(BLOB, [runId, hash]));
      return row?.content ?? null;
    },

    async messages(runId) {
      const found = await patiently(() => rows<{ id: string; payload: string }>(MESSAGES, [runId]));
      // `send` wrote them from messages.
      return found.map(({ id, payload }) => ({ id, message: JSON.parse(payload) as RunMessage }));
    },

    async send(runId, id, message) {
      const sent = await rows(SEND, [runId, id, message.kind, JSON.stringify(message)]);
      return sent.length > 0;
    },

    listen: (runId, wake) => notices.on(runId, wake),
  };
}
