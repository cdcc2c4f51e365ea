import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SQLOutputValue } from "node:sqlite";
import { afterAll, beforeAll, expect, test } from "vitest";
import { describeDemoTables, readDemoRows, reading } from "./browse.ts";
import { type DemoSystem, demoFile, demoSystems, ensureDemo, resetDemo } from "./demo-company.ts";
import { sampleOrders } from "./plan-orders.ts";

const today = "2026-11-20";
let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), "tutti-demo-"));
  ensureDemo(dir, today);
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const one = (system: DemoSystem, sql: string, ...values: string[]): Record<string, SQLOutputValue> =>
  reading(dir, system, (db) => db.prepare(sql).get(...values)) ?? {};

test("the same day gives the same data, byte for byte in every table", () => {
  const other = mkdtempSync(join(tmpdir(), "tutti-demo-"));
  resetDemo(other, today);
  for (const system of demoSystems)
    expect(readFileSync(demoFile(other, system)).equals(readFileSync(demoFile(dir, system)))).toBe(true);
  rmSync(other, { recursive: true });
});

test("there are a few thousand rows, two years of sales and hundreds of orders", () => {
  const tables = demoSystems.flatMap((system) => describeDemoTables(dir, system));
  const rows = Object.fromEntries(tables.map((table) => [table.name, table.rowCount]));
  expect(rows.orders).toBe(900);
  expect(rows.customers).toBe(80);
  expect(tables.reduce((sum, table) => sum + table.rowCount, 0)).toBeGreaterThan(8_000);
  expect(
    one("erp", "select count(distinct month) as months, min(month) as first, max(month) as last from sales"),
  ).toEqual({ months: 24, first: "2024-11", last: "2026-10" });
  expect(tables.map((table) => table.name)).not.toContain("tutti_effect");
});

test("the late sample is past its promised day and not delivered", () => {
  const order = one("erp", "select * from orders where id = ?", sampleOrders.late);
  const shipment = one("tms", "select * from shipments where order_id = ?", sampleOrders.late);
  expect(order).toMatchObject({
    status: "shipped",
    promised_on: "2026-11-14",
    ship_street: shipment.to_street,
  });
  expect(shipment).toMatchObject({ status: "delayed", delivered_on: null, eta_on: "2026-11-22" });
});

test("the short sample asks for more than all warehouses have", () => {
  const line = one("erp", "select * from order_lines where order_id = ? and line = 1", sampleOrders.short);
  const stock = one("wms", "select sum(available) as available from stock where sku = ?", String(line.sku));
  const held = one(
    "wms",
    "select reserved, wanted from reservations where order_id = ? and line = 1",
    sampleOrders.short,
  );
  expect(held).toEqual({ reserved: 12, wanted: line.quantity });
  expect(Number(stock.available) + 12).toBeLessThan(Number(line.quantity));
});

test("the address sample has a label that differs from the order", () => {
  const order = one("erp", "select * from orders where id = ?", sampleOrders.address);
  const shipment = one("tms", "select * from shipments where order_id = ?", sampleOrders.address);
  expect(shipment).toMatchObject({ status: "label created", shipped_on: null });
  expect(shipment.to_postcode).not.toBe(order.ship_postcode);
});

test("each sample has its own trouble only, and other orders have the same troubles", () => {
  const late = "select order_id from shipments where status = 'delayed'";
  const ids = (system: DemoSystem, sql: string) =>
    reading(dir, system, (db) =>
      db
        .prepare(sql)
        .all()
        .map((row) => String(row.order_id)),
    );
  const lateIds = ids("tms", late);
  const shortIds = ids("wms", "select distinct order_id from reservations where reserved < wanted");
  const placed = new Map(
    reading(dir, "erp", (db) => db.prepare("select id, ship_street from orders").all()).map((row) => [
      row.id,
      row.ship_street,
    ]),
  );
  const addressIds = reading(dir, "tms", (db) =>
    db.prepare("select order_id, to_street from shipments").all(),
  )
    .filter((row) => placed.get(row.order_id) !== row.to_street)
    .map((row) => String(row.order_id));
  for (const [found, own] of [
    [lateIds, sampleOrders.late],
    [shortIds, sampleOrders.short],
    [addressIds, sampleOrders.address],
  ] as const) {
    expect(found.length).toBeGreaterThan(5);
    expect(Object.values(sampleOrders).filter((id) => found.includes(id))).toEqual([own]);
  }
});

test("rows are read by page, and an unknown table is refused by name", () => {
  const page = readDemoRows(dir, "erp", { table: "orders", offset: 10, limit: 3 });
  expect(page.rows.map((row) => row[0])).toEqual(["SO-10011", "SO-10012", "SO-10013"]);
  expect(page.rowCount).toBe(900);
  expect(() => readDemoRows(dir, "erp", { table: 'orders" --', offset: 0, limit: 1 })).toThrow(
    /expected a table of erp \(customers, products/,
  );
});

test("files that are there are left alone, reset makes them anew", () => {
  const before = readFileSync(demoFile(dir, "erp"));
  ensureDemo(dir, "2027-01-01");
  expect(readFileSync(demoFile(dir, "erp")).equals(before)).toBe(true);
  resetDemo(dir, "2026-11-21");
  expect(one("erp", "select ordered_on from orders where id = 'SO-10900'")).toEqual({
    ordered_on: "2026-11-21",
  });
});
