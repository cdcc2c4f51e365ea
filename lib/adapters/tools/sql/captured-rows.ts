import type pg from "pg";
import { z } from "zod";
import type { RowChange } from "./effect-table.ts";

const Row = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).nullable();
const Captured = z.object({
  depth: z.coerce.number(),
  tbl: z.string(),
  before: z.string().nullable(),
  after: z.string().nullable(),
});

/** The changed rows as they stand beside an effect's key. */
export const StoredChanges = z.array(z.object({ table: z.string(), before: Row, after: Row }));

/** What a write changed: the statement's own table, and every row with those that triggers changed. */
export type CapturedRows = { table: string | null; changes: RowChange[] };

/** A PostgreSQL of others keeps no changed rows. */
export const NOTHING_CAPTURED: CapturedRows = { table: null, changes: [] };

/** The rows that the transaction has changed so far, as the demo company's triggers kept them; they are taken from there. */
export async function capturedBy(client: pg.Client): Promise<CapturedRows> {
  const { rows } = await client.query(
    `with taken as (
       delete from tutti_capture where transaction = txid_current() returning n, depth, tbl, before, after
     ) select depth, tbl, before, after from taken order by n`,
  );
  const kept = z.array(Captured).parse(rows);
  const side = (text: string | null) => (text === null ? null : Row.parse(JSON.parse(text)));
  const changes = kept.map(({ tbl, before, after }) => ({
    table: tbl,
    before: side(before),
    after: side(after),
  }));
  // What a trigger of the system's own changes lies deeper.
  return { table: kept.find(({ depth }) => depth === 1)?.tbl ?? null, changes };
}
