import { z } from "zod";
import { reading } from "./browse.ts";
import { type DemoSystem, demoSystems } from "./demo-company.ts";

const Cell = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const Row = z.record(z.string(), Cell).nullable();
const Changes = z.array(z.object({ table: z.string(), before: Row, after: Row }));

/** One row that a run changed, field by field; `rowId` is what its first column holds. */
export interface DemoChange {
  system: DemoSystem;
  table: string;
  rowId: string;
  kind: "added" | "changed" | "removed";
  fields: { column: string; before: z.infer<typeof Cell>; after: z.infer<typeof Cell> }[];
  runId: string;
  path: string;
  tool: string;
  /** ISO time of the write. */
  at: string;
}

/** A row of `tutti_effect` as far as changes are told from it; all but `change` (JSON) as they are shown. */
export type StoredEffect = { run_id: unknown; path: unknown; tool: unknown; at: unknown; change: unknown };

/** The latest changes that runs made in the three systems, the newest first. */
export function latestDemoChanges(dataDir: string, limit: number): DemoChange[] {
  const changes = demoSystems.flatMap((system) =>
    reading(dataDir, system, (db) =>
      db
        .prepare(
          "select run_id, path, tool, at, change from tutti_effect order by at desc, rowid desc limit ?",
        )
        .all(limit),
    ).flatMap((effect) =>
      // The columns are those of the statement.
      changesOf(system, effect as StoredEffect),
    ),
  );
  return newestFirst(changes).slice(0, limit);
}

/** What an effect changed, row by row. */
export function changesOf(system: DemoSystem, effect: StoredEffect): DemoChange[] {
  return Changes.parse(JSON.parse(String(effect.change))).map((change) => ({
    system,
    ...shown(change),
    runId: String(effect.run_id),
    path: String(effect.path),
    tool: String(effect.tool),
    at: String(effect.at),
  }));
}

export const newestFirst = (changes: DemoChange[]): DemoChange[] =>
  changes.sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0));

function shown({
  table,
  before,
  after,
}: z.infer<typeof Changes>[number]): Pick<DemoChange, "table" | "rowId" | "kind" | "fields"> {
  const columns = Object.keys(after ?? before ?? {});
  const fields = columns
    .map((column) => ({ column, before: before?.[column] ?? null, after: after?.[column] ?? null }))
    .filter((field) => field.before !== field.after);
  const key = columns[0];
  const rowId = key === undefined ? "" : String((after ?? before)?.[key] ?? "");
  return { table, rowId, kind: before === null ? "added" : after === null ? "removed" : "changed", fields };
}
