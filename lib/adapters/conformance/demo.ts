import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ToolCall } from "../../engine/ports.ts";
import type { Json, JsonObject } from "../../graph/json.ts";
import { orderSystems, orderTools } from "../../graph/templates/order-tools.ts";
import type { ToolConfig } from "../../graph/tool.ts";
import { type DemoSystem, demoFilling, demoSystems, makeDemoTables } from "../demo/demo-company.ts";
import type { DemoStore } from "../demo/demo-store.ts";
import { sampleOrders } from "../demo/plan-orders.ts";
import type { DemoConnection, SqliteConnection } from "../tools/connection.ts";
import { performSqlRead, performSqlWrite } from "../tools/sql/perform-sql.ts";
import { sqlProcesses } from "../tools/sql/process-pool.ts";

const DAY = "2026-11-20";
const LATER = "2027-01-01";

/** What the demo company does wherever it is stored. `open` returns the store, in which nothing is set up yet. */
export function demoConformance(open: () => Promise<DemoStore>): void {
  const processes = sqlProcesses();
  const signal = new AbortController().signal;
  let demo: DemoStore;
  beforeAll(async () => {
    demo = await open();
    expect(await demo.ensure(DAY)).toEqual({ ready: true });
  });
  afterAll(async () => {
    await demo?.remove();
    processes.stop();
  });

  const means = (system: DemoSystem) => {
    const stored = { id: `demo-${system}`, name: system, practice: true, offline: false };
    const connection: SqliteConnection | DemoConnection = { ...stored, ...demo.address(system) };
    return { connection, processes, ownUrl: null };
  };
  const call = (tool: ToolConfig, args: JsonObject, effectKey = ""): ToolCall => ({
    workspaceId: "ours",
    runId: "run-1",
    mode: "simulated",
    name: "Tool",
    path: [],
    tool,
    effect: "read",
    effectKey,
    arguments: args,
  });
  async function read(system: DemoSystem, statement: string, args: JsonObject = {}): Promise<Json> {
    const settings = { connectionId: null, mode: "author", maxRows: 50, timeoutMs: 20_000 } as const;
    const tool = { type: "sql", ...settings, statement } as const;
    return (await performSqlRead(call(tool, args), tool, means(system), signal)).result;
  }
  async function write(statement: string, args: JsonObject, key: string): Promise<Json> {
    const tool = { type: "sql-write", connectionId: null, statement, timeoutMs: 20_000 } as const;
    return (await performSqlWrite(call(tool, args, key), tool, means("erp"), signal)).result;
  }
  const statementOf = (id: string) => {
    const tool = [...orderSystems(), ...orderTools()].find((one) => one.id === id)?.tool;
    if (tool?.type !== "sql" && tool?.type !== "sql-write") throw new Error(`expected ${id} to be SQL`);
    return tool.statement;
  };
  const late = { orderId: sampleOrders.late };

  test("each system has the generator's tables, columns and rows", async () => {
    const fill = demoFilling(DAY);
    for (const system of demoSystems) {
      const source = new DatabaseSync(":memory:");
      makeDemoTables(source, system);
      fill[system](source);
      for (const { name, columns, rowCount } of await demo.tables(system)) {
        const all = source.prepare(`select * from "${name}" order by 1, 2`).all();
        expect([name, rowCount]).toEqual([name, all.length]);
        const page = await demo.rows(system, { table: name, offset: 2, limit: 3 });
        expect(page.columns).toEqual(columns);
        expect(page).toEqual({
          columns: Object.keys(all[0] ?? {}),
          rowCount,
          rows: all.slice(2, 5).map((row) => Object.values(row)),
        });
      }
      source.close();
    }
    const names = await Promise.all(demoSystems.map((system) => demo.tables(system)));
    expect(names.flat().map(({ name }) => name)).toEqual([
      ...["customers", "products", "orders", "order_lines", "order_updates", "sales"],
      ...["warehouses", "stock", "reservations", "carriers", "shipments", "shipment_events"],
    ]);
    await expect(demo.rows("erp", { table: 'orders" --', offset: 0, limit: 1 })).rejects.toThrow(
      /expected a table of erp/,
    );
  });

  test("tools in this process can reach it", async () => {
    expect(demo.state()).toEqual({ ready: true });
    expect(await demo.unreachable()).toBeNull();
  });

  test("the template's statements read each sample", async () => {
    for (const orderId of Object.values(sampleOrders)) {
      const [erp, tms] = await Promise.all(
        (["erp", "tms"] as const).map((system) => read(system, statementOf(system), { orderId })),
      );
      expect(erp).toMatchObject({
        rows: expect.arrayContaining([
          expect.objectContaining({ orderId, line: 1, creditHold: expect.any(Number) }),
        ]),
      });
      if (orderId !== sampleOrders.short) expect(tms).toMatchObject({ rowCount: 1 });
    }
    const held = await read("wms", statementOf("wms"), { orderId: sampleOrders.short });
    expect(held).toMatchObject({
      rows: expect.arrayContaining([
        expect.objectContaining({ reserved: 12, nextDeliveryOn: expect.stringMatching(/^2026-/) }),
      ]),
    });
  });

  test("a system's connection reads nothing of another system", async () => {
    for (const table of ["stock", "tutti_demo_wms.stock", "run_event", "public.run_event", "connection"])
      await expect(read("erp", `select * from ${table}`)).rejects.toThrow();
    await expect(write("update shipments set status = 'lost'", {}, "elsewhere")).rejects.toThrow();
    await expect(write("delete from tutti_effect", {}, "traces")).rejects.toThrow();
  });

  test("a write happens once, and is told with what its triggers changed", async () => {
    const args = { ...late, action: "expedite", note: "Late" };
    const first = await write(statementOf("update"), args, "key-1");
    expect(first).toMatchObject({
      changed: 1,
      before: [{ id: sampleOrders.late, resolution: null }],
      after: [{ id: sampleOrders.late, resolution: "expedite", resolution_note: "Late" }],
    });
    expect(await write(statementOf("update"), args, "key-1")).toEqual(first);
    const found = await demo.changes(10);
    expect(found.map(({ table, kind }) => [table, kind])).toEqual([
      ["orders", "changed"],
      ["order_updates", "added"],
    ]);
    expect(found.find(({ table }) => table === "orders")).toMatchObject({
      system: "erp",
      rowId: sampleOrders.late,
      runId: "run-1",
      tool: "Tool",
      at: expect.stringMatching(/^20..-..-..T/),
      fields: expect.arrayContaining([{ column: "resolution", before: null, after: "expedite" }]),
    });
    const log = await read(
      "erp",
      "select * from order_updates where order_id = :orderId and note = 'Late'",
      late,
    );
    expect(log).toMatchObject({ rows: [{ to_status: "shipped", resolution: "expedite" }] });
  });

  test("what is set up stays as it is, and reset makes it anew", async () => {
    expect(await demo.ensure(LATER)).toEqual({ ready: true });
    expect(await demo.changes(10)).toHaveLength(2);
    await demo.reset(LATER);
    expect(await demo.changes(10)).toEqual([]);
    const newest = await read("erp", "select max(ordered_on) as day from orders");
    expect(newest).toMatchObject({ rows: [{ day: LATER }] });
    expect(
      await write(statementOf("update"), { ...late, action: "refund", note: "" }, "key-1"),
    ).toMatchObject({
      changed: 1,
    });
  });

  test("nothing is left of it once it is removed, and it can be set up again", async () => {
    await demo.remove();
    await expect(read("erp", "select id from orders")).rejects.toThrow();
    expect(await demo.ensure(DAY)).toEqual({ ready: true });
    expect(await read("erp", "select max(ordered_on) as day from orders")).toMatchObject({
      rows: [{ day: DAY }],
    });
  });
}
