import { mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { effectTable } from "../tools/sql/effect-table.ts";
import type { Dialect } from "./dialect.ts";
import { erpTables, fillErp } from "./erp.ts";
import { planOrders } from "./plan-orders.ts";
import { fillTms, tmsTables } from "./tms.ts";
import { fillWms, wmsTables } from "./wms.ts";

/** The three systems of the demo company, in the order they are shown. */
export const demoSystems = ["erp", "wms", "tms"] as const;
export type DemoSystem = (typeof demoSystems)[number];

/** What each system is called on the screen and what it holds. */
export const demoSystemNames: Record<DemoSystem, { name: string; holds: string }> = {
  erp: { name: "Demo ERP", holds: "customers, products, orders, sales" },
  wms: { name: "Demo WMS", holds: "warehouses, stock, reservations" },
  tms: { name: "Demo TMS", holds: "carriers, shipments, shipment events" },
};

/** Raised when the generator's data change, so that what an older release made is made again. */
export const DATA_VERSION = 1;

/** The SQLite file of a system below the data folder `dataDir`. */
export function demoFile(dataDir: string, system: DemoSystem): string {
  return join(dataDir, "demo", `${system}.sqlite`);
}

/** Makes the demo company's files unless all three are there; `today` is an ISO day that the ages count from. */
export function ensureDemo(dataDir: string, today: string): void {
  if (!demoSystems.every((system) => isCurrent(demoFile(dataDir, system)))) resetDemo(dataDir, today);
}

/** Makes the demo company's files anew; every change and its effect key is gone afterwards. */
export function resetDemo(dataDir: string, today: string): void {
  mkdirSync(join(dataDir, "demo"), { recursive: true });
  const fill = demoFilling(today);
  for (const system of demoSystems) {
    const file = demoFile(dataDir, system);
    const draft = `${file}.new`;
    rmSync(draft, { force: true });
    const db = new DatabaseSync(draft);
    try {
      makeDemoTables(db, system);
      db.exec("begin");
      fill[system](db);
      db.exec("commit");
    } finally {
      db.close();
    }
    rmSync(`${file}-journal`, { force: true });
    renameSync(draft, file);
  }
}

/** The tables of a system, that of the effect keys among them. */
export const demoTables = (system: DemoSystem, dialect: Dialect): string =>
  `${tables[system](dialect)}${effectTable};`;

/** Makes the tables of a system in an empty SQLite database, and marks it as one. */
export function makeDemoTables(db: DatabaseSync, system: DemoSystem): void {
  db.exec(`begin; ${demoTables(system, "sqlite")} commit; pragma user_version = ${DATA_VERSION}`);
}

/** What fills each system's tables; `today` is an ISO day that the ages count from. */
export function demoFilling(today: string): Record<DemoSystem, (db: DatabaseSync) => void> {
  const { customers, orders } = planOrders(today);
  return {
    erp: (db) => fillErp(db, customers, orders, today),
    wms: (db) => fillWms(db, orders, today),
    tms: (db) => fillTms(db, orders),
  };
}

const tables: Record<DemoSystem, (dialect: Dialect) => string> = {
  erp: erpTables,
  wms: () => wmsTables,
  tms: tmsTables,
};

/** Whether a file is a demo system of this release. */
export function isCurrent(file: string): boolean {
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(file, { readOnly: true });
    return db.prepare("pragma user_version").get()?.user_version === DATA_VERSION;
  } catch {
    return false;
  } finally {
    db?.close();
  }
}
