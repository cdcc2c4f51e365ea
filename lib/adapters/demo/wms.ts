import type { DatabaseSync } from "node:sqlite";
import { products } from "./catalogue.ts";
import { addDays } from "./day.ts";
import { type PlannedOrder, sampleOrders, warehouses } from "./plan-orders.ts";
import { seededRandom } from "./random.ts";

/** Tables of the warehouse system (WMS); `available` is what is on hand and not reserved. */
export const wmsTables = `
create table warehouses (id text primary key, name text not null, city text not null, region text not null);
create table stock (
  warehouse_id text not null references warehouses(id), sku text not null, on_hand integer not null,
  reserved integer not null, available integer generated always as (on_hand - reserved) stored,
  next_delivery_on text, next_delivery_quantity integer, primary key (warehouse_id, sku)
);
create table reservations (
  order_id text not null, line integer not null, warehouse_id text not null references warehouses(id),
  sku text not null, wanted integer not null, reserved integer not null, status text not null,
  primary key (order_id, line)
);
`;

/** Fills the warehouse system: reservations of what has not left yet, and stock which covers them but for scarce goods. */
export function fillWms(db: DatabaseSync, orders: readonly PlannedOrder[], today: string): void {
  const random = seededRandom(3_390);
  const addWarehouse = db.prepare("insert into warehouses values (?, ?, ?, ?)");
  for (const { id, name, city, region } of warehouses) addWarehouse.run(id, name, city, region);

  const reservedAt = new Map<string, number>();
  const addReservation = db.prepare("insert into reservations values (?, ?, ?, ?, ?, ?, ?)");
  for (const order of orders) {
    if (order.status !== "open" && order.status !== "allocated" && order.status !== "backorder") continue;
    for (const [index, { product, quantity }] of order.lines.entries()) {
      const place = `${order.warehouse} ${product.sku}`;
      // Scarce goods are shared out to nobody before enough has come in, except the first sample's few pieces.
      const reserved = product.scarce ? (order.id === sampleOrders.short ? SAMPLE_RESERVED : 0) : quantity;
      reservedAt.set(place, (reservedAt.get(place) ?? 0) + reserved);
      const status =
        reserved === quantity ? "reserved" : reserved === 0 ? "waiting for stock" : "partly reserved";
      addReservation.run(order.id, index + 1, order.warehouse, product.sku, quantity, reserved, status);
    }
  }

  const addStock = db.prepare(
    "insert into stock (warehouse_id, sku, on_hand, reserved, next_delivery_on, next_delivery_quantity) values (?, ?, ?, ?, ?, ?)",
  );
  for (const { id } of warehouses) {
    for (const { sku, scarce } of products) {
      const reserved = reservedAt.get(`${id} ${sku}`) ?? 0;
      const onHand = reserved + (scarce ? random.whole(0, 5) : random.whole(40, 400));
      const expected = scarce || random.chance(0.3);
      const deliveryOn = expected ? addDays(today, random.whole(5, 14)) : null;
      addStock.run(id, sku, onHand, reserved, deliveryOn, expected ? random.whole(24, 120) : null);
    }
  }
}

/** How many of its scarce article the short sample holds already. */
const SAMPLE_RESERVED = 12;
