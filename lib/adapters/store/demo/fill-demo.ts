import { DatabaseSync } from "node:sqlite";
import type pg from "pg";
import {
  type DemoSystem,
  demoFile,
  demoFilling,
  demoSystems,
  isCurrent,
  makeDemoTables,
} from "../../demo/demo-company.ts";
import { demoSchema } from "./demo-roles.ts";
import { fillSchema, schemaState } from "./fill-schema.ts";

/**
 * Fills the schemas that are not filled yet, from the files of an older release in the data folder where there are some,
 * effect keys included; returns the systems whose files were taken over.
 */
export async function fillEmpty(
  client: pg.ClientBase,
  { today, dataDir }: { today: string; dataDir: string },
): Promise<DemoSystem[]> {
  const empty: DemoSystem[] = [];
  for (const system of demoSystems) if ((await schemaState(client, system)) === "to fill") empty.push(system);
  if (empty.length === 0) return [];
  // The three belong together: orders of one are shipped in another.
  const kept =
    empty.length === demoSystems.length &&
    demoSystems.every((system) => isCurrent(demoFile(dataDir, system)));
  if (kept) await fillFromFiles(client, (system) => demoFile(dataDir, system));
  else await fillAnew(client, today, empty);
  return kept ? empty : [];
}

/** Makes the schemas that are missing; throws for one that has tables of others. */
export async function makeSchemas(client: pg.ClientBase): Promise<void> {
  for (const system of demoSystems) {
    const schema = demoSchema(system);
    if ((await schemaState(client, system)) === "foreign")
      throw new Error(`the schema ${schema} has tables that are not the demo company's`);
    const { rows } = await client.query("select to_regnamespace($1) is null as missing", [schema]);
    if (rows[0]?.missing) await client.query(`create schema ${schema}`);
  }
}

/** Fills all three schemas with what SQLite files of the three systems hold. */
export async function fillFromFiles(
  client: pg.ClientBase,
  fileOf: (system: DemoSystem) => string,
): Promise<void> {
  for (const system of demoSystems) {
    const source = new DatabaseSync(fileOf(system), { readOnly: true });
    try {
      await fillSchema(client, system, source);
    } finally {
      source.close();
    }
  }
}

/** Fills schemas with new data. */
export async function fillAnew(
  client: pg.ClientBase,
  today: string,
  systems: readonly DemoSystem[] = demoSystems,
): Promise<void> {
  const fill = demoFilling(today);
  for (const system of systems) {
    const source = new DatabaseSync(":memory:");
    try {
      makeDemoTables(source, system);
      fill[system](source);
      await fillSchema(client, system, source);
    } finally {
      source.close();
    }
  }
}
