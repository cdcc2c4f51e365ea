import { createHash } from "node:crypto";
import { CHAIN_START, chainHash } from "../../../run/chain.ts";
import { type EventRow, linkOf } from "../event-row.ts";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

/** A run whose log is not what its chain says, and the first event where that shows (null: it has too few or too many). */
export type BrokenChain = { runId: string; seq: number | null };

/** Checks the chains of runs as their rows pass by: the rows of heads first, then events in their order. */
export class ChainCheck {
  private readonly heads = new Map<string, { lastSeq: unknown; chainHash: unknown }>();
  private current: { runId: string; seq: number; link: string; broken: number | null } | null = null;
  readonly broken: BrokenChain[] = [];
  runs = 0;

  pass(table: string, rows: Record<string, unknown>[]): void {
    if (table === "run") this.end();
    if (table === "run_head")
      for (const { id, last_seq, chain_hash } of rows)
        this.heads.set(String(id), { lastSeq: last_seq, chainHash: chain_hash });
    if (table === "run_event") for (const row of rows) this.event(row);
  }

  /** After the last row: closes the chains that are still open. */
  end(): void {
    this.close();
    // A head without any event.
    for (const runId of this.heads.keys()) this.broken.push({ runId, seq: null });
    this.heads.clear();
  }

  private event(row: Record<string, unknown>): void {
    const runId = String(row.run_id);
    if (this.current?.runId !== runId) {
      this.close();
      this.current = { runId, seq: 0, link: CHAIN_START, broken: null };
    }
    const { current } = this;
    // The log wrote it, as a table's columns say; one that was changed since then breaks the chain here.
    const { seq, events, hash } = linkOf(row as EventRow & { hash: string });
    current.link = chainHash(current.link, events, sha256);
    if (seq - events.length !== current.seq || current.link !== hash) current.broken ??= current.seq + 1;
    current.seq = seq;
  }

  private close(): void {
    const { current } = this;
    if (current === null) return;
    this.current = null;
    this.runs++;
    const head = this.heads.get(current.runId);
    this.heads.delete(current.runId);
    const fits = head?.lastSeq === current.seq && head.chainHash === current.link;
    if (current.broken !== null || !fits) this.broken.push({ runId: current.runId, seq: current.broken });
  }
}
