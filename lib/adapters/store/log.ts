import { createHash } from "node:crypto";
import type pg from "pg";
import { Fenced, type Lease, type Log } from "../../engine/ports.ts";
import type { Plan } from "../../plan/plan.ts";
import { CHAIN_START, chainHash } from "../../run/chain.ts";
import type { RunEvent, RunMessage } from "../../run/event.ts";
import { assertFollows } from "../assert-follows.ts";
import {
  APPEND,
  BLOB,
  CHAIN_HASH,
  CLAIM,
  CREATE,
  HAS_MESSAGES,
  MESSAGES,
  ORPHANS,
  PLAN,
  READ,
  RELEASE,
  RENEW,
  SEND,
} from "./log-statements.ts";
import type { Notices } from "./notices.ts";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

/** The log in SQL, the same on PGlite and PostgreSQL; woken by `notices`. */
export function createSqlLog({ pool, notices }: { pool: pg.Pool; notices: Notices }): Log {
  // The chain's last link as of the lease's `lastSeq`, so that an append need not ask for it.
  const links = new WeakMap<Lease, string>();

  async function rows<Row extends pg.QueryResultRow>(
    statement: { name: string; text: string },
    values: unknown[],
  ): Promise<Row[]> {
    return (await pool.query<Row>({ ...statement, values })).rows;
  }

  async function linkOf(lease: Lease): Promise<string> {
    const known = links.get(lease);
    if (known !== undefined) return known;
    const [row] = await rows<{ chain_hash: string }>(CHAIN_HASH, [lease.runId, lease.epoch, lease.lastSeq]);
    if (row === undefined) throw new Fenced(lease.runId);
    return row.chain_hash;
  }

  return {
    async create(run) {
      const { start } = run;
      await rows(CREATE, [
        run.runId,
        run.workspaceId,
        run.workflowId,
        run.workflowName,
        run.startedBy,
        run.mode,
        JSON.stringify(run.plan),
        run.planHash,
        chainHash(CHAIN_START, start, sha256),
        Math.round(start.at),
        start.type,
        JSON.stringify(start),
        run.blobs.map(({ hash }) => hash),
        run.blobs.map(({ content }) => content),
      ]);
    },

    async plan(runId) {
      const [row] = await rows<{ plan: string }>(PLAN, [runId]);
      // `create` wrote it from a Plan.
      return row === undefined ? null : (JSON.parse(row.plan) as Plan);
    },

    async claim(runId, runner, leaseMs) {
      type Row = { epoch: number; last_seq: number; chain_hash: string; now: number };
      const [row] = await rows<Row>(CLAIM, [runId, runner, leaseMs]);
      if (row === undefined) return null;
      const lease = { runId, epoch: row.epoch, lastSeq: row.last_seq, now: row.now };
      links.set(lease, row.chain_hash);
      return lease;
    },

    async renew({ runId, epoch }, leaseMs) {
      const { rowCount } = await pool.query({ ...RENEW, values: [runId, epoch, leaseMs] });
      if (rowCount === 0) throw new Fenced(runId);
    },

    async release({ runId, epoch }, wakeAt) {
      const [head] = await rows<{ status: string }>(RELEASE, [runId, epoch, wakeAt]);
      if (head === undefined) throw new Fenced(runId);
      // In a statement of its own: it sees what was sent until the release, and who sends later finds the run free.
      return head.status !== "ended" && (await rows(HAS_MESSAGES, [runId])).length > 0;
    },

    async append(lease, events, blobs, consumed) {
      assertFollows(lease, events);
      let link = await linkOf(lease);
      const hashes = events.map((event) => {
        link = chainHash(link, event, sha256);
        return link;
      });
      const written = await rows(APPEND, [
        lease.runId,
        lease.epoch,
        lease.lastSeq,
        events.map(({ at }) => Math.round(at)),
        events.map(({ type }) => type),
        events.map((event) => JSON.stringify(event)),
        hashes,
        blobs.map(({ hash }) => hash),
        blobs.map(({ content }) => content),
        consumed,
        events.some(({ type }) => type === "run-end"),
        events.some(({ type }) => type !== "run-claim"),
      ]);
      if (written.length === 0) throw new Fenced(lease.runId);
      lease.lastSeq += events.length;
      links.set(lease, link);
    },

    async read(runId, after, limit) {
      const found = await rows<{ payload: string }>(READ, [runId, after, limit]);
      // `append` and `create` wrote them from events.
      return found.map(({ payload }) => JSON.parse(payload) as RunEvent);
    },

    async blob(runId, hash) {
      const [row] = await rows<{ content: string }>(BLOB, [runId, hash]);
      return row?.content ?? null;
    },

    async messages(runId) {
      const found = await rows<{ id: string; payload: string }>(MESSAGES, [runId]);
      // `send` wrote them from messages.
      return found.map(({ id, payload }) => ({ id, message: JSON.parse(payload) as RunMessage }));
    },

    async send(runId, id, message) {
      const sent = await rows(SEND, [runId, id, message.kind, JSON.stringify(message)]);
      return sent.length > 0;
    },

    async orphans(limit) {
      const found = await rows<{ id: string }>(ORPHANS, [limit]);
      return found.map(({ id }) => id);
    },

    listen: (runId, wake) => notices.on(runId, wake),
  };
}
