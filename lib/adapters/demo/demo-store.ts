import type { DemoRows, DemoTable } from "./browse.ts";
import type { DemoChange } from "./changes.ts";
import type { DemoSystem } from "./demo-company.ts";

/** Where a tool finds a demo system: a file of this machine, or a schema of Tutti's own PostgreSQL under a role of its own. */
export type DemoAddress = { kind: "sqlite"; file: string } | { kind: "demo"; url: string };

/**
 * Whether the demo company is set up. `why`: what keeps it, in a sentence; `sql`: what somebody with more rights in the
 * database can run about it, none where that is not the trouble.
 */
export type DemoState = { ready: true } | { ready: false; why: string; sql: string[] };

/** The demo company, wherever it is stored. Reading fails until it is set up. */
export interface DemoStore {
  /** Sets up what is missing; `today` is an ISO day that the ages of new data count from. */
  ensure(today: string): Promise<DemoState>;
  /** How it stood when it was last looked at. */
  state(): DemoState;
  /** Why tools in this process can't reach it, in a sentence; null when they can, or when it is not set up. */
  unreachable(): Promise<string | null>;
  address(system: DemoSystem): DemoAddress;
  /** The tables of a system in the order they were made, without those that are Tutti's. */
  tables(system: DemoSystem): Promise<DemoTable[]>;
  /** Rows `offset` to `offset + limit` (at most 200) of a table in the order of its key; throws when it has no such table. */
  rows(system: DemoSystem, page: { table: string; offset: number; limit: number }): Promise<DemoRows>;
  /** The latest changes that runs made in the three systems, the newest first. */
  changes(limit: number): Promise<DemoChange[]>;
  /** Makes the data anew; every change and its effect key is gone afterwards. */
  reset(today: string): Promise<void>;
  /** Takes everything away. */
  remove(): Promise<void>;
}
