import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { mountSmallDisk, type SmallDisk } from "../../../scripts/small-disk.ts";
import { isNoRoom } from "./no-room.ts";
import { type OpenPglite, openPglite } from "./open-pglite.ts";
import { isTransient } from "./transient.ts";

vi.setConfig({ testTimeout: 60_000 });

const mounted = mountSmallDisk(100);
const reason = "reason" in mounted ? mounted.reason : null;
if (reason !== null) console.warn(`Skipped: PGlite on a disk that is full. ${reason}`);

describe.skipIf(reason !== null)("PGlite on a disk that is full", () => {
  // It is mounted, or this is skipped.
  const disk = mounted as SmallDisk;
  let database: OpenPglite;
  let id = 0;
  const acknowledged: number[] = [];

  beforeAll(async () => {
    database = await openPglite(join(disk.folder, "pg"));
    database.pool.on("error", () => {});
    await database.pool.query("CREATE TABLE item (id int PRIMARY KEY, body text)");
  });
  afterAll(async () => {
    await database.close();
    disk.remove();
  });

  async function insert(): Promise<void> {
    const next = ++id;
    const body = Array.from({ length: 100 }, () => randomUUID()).join("");
    await database.pool.query("INSERT INTO item VALUES ($1, $2)", [next, body]);
    acknowledged.push(next);
  }
  /** Inserts until it is refused; returns the refusal. */
  async function insertUntilRefused(): Promise<unknown> {
    for (;;) {
      try {
        await insert();
      } catch (error) {
        return error;
      }
    }
  }
  const stored = async () => {
    const { rows } = await database.pool.query("SELECT id FROM item ORDER BY id");
    return rows.map((row): number => row.id);
  };

  test("refuses a write and says why, goes on reading, and takes writes again once there is room", async () => {
    await insert();
    disk.fill();
    const refusal = await insertUntilRefused();
    expect(isNoRoom(refusal)).toBe(true);
    expect(isTransient(refusal)).toBe(true);
    expect(await stored()).toEqual(acknowledged);
    disk.free();
    await insert();
    expect(await stored()).toEqual(acknowledged);
  });

  test("a checkpoint that fails would leave it hanging: the folder is opened anew, with all that was committed", async () => {
    for (let rows = 0; rows < 20; rows++) await insert();
    disk.fill();
    await insertUntilRefused();
    const failed = await database.pool.query("CHECKPOINT").catch((error: unknown) => error);
    expect(isNoRoom(failed)).toBe(true);
    disk.free();
    let found: number[] | undefined;
    while (found === undefined)
      found = await stored().catch((error: unknown) => {
        // The client of the thread that has ended.
        if (!isTransient(error)) throw error;
        return undefined;
      });
    expect(found).toEqual(acknowledged);
    await insert();
  });
});
