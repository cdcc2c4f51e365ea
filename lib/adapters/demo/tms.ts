import type { DatabaseSync } from "node:sqlite";
import { addDays } from "./day.ts";
import { countedId, type Dialect } from "./dialect.ts";
import { carriers, type PlannedOrder, warehouses } from "./plan-orders.ts";

/** Tables of the transport system (TMS); a shipment carries the address that its label was printed with. */
export const tmsTables = (dialect: Dialect): string => `
create table carriers (
  id text primary key, name text not null, service text not null, on_time_percent integer not null,
  refunds_late_delivery integer not null, email text not null
);
create table shipments (
  id text primary key, order_id text not null unique, carrier_id text not null references carriers(id),
  status text not null, shipped_on text, eta_on text not null, delivered_on text, delay_reason text,
  to_name text not null, to_street text not null, to_city text not null, to_postcode text not null
);
create table shipment_events (
  ${countedId[dialect]}, shipment_id text not null references shipments(id), at text not null, place text not null,
  event text not null
);
create index shipment_events_by_shipment on shipment_events(shipment_id);
`;

/** Fills the transport system with a shipment and its events for each order that has one. */
export function fillTms(db: DatabaseSync, orders: readonly PlannedOrder[]): void {
  const addCarrier = db.prepare("insert into carriers values (?, ?, ?, ?, ?, ?)");
  for (const { id, name, service, onTimePercent, refundsLate, email } of carriers)
    addCarrier.run(id, name, service, onTimePercent, refundsLate ? 1 : 0, email);

  const addShipment = db.prepare("insert into shipments values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  const addEvent = db.prepare(
    "insert into shipment_events (shipment_id, at, place, event) values (?, ?, ?, ?)",
  );
  for (const { id, shipment, carrier, warehouse, orderedOn } of orders) {
    if (!shipment) continue;
    const number = id.replace("SO-", "SH-");
    const { to, shippedOn, deliveredOn, reason } = shipment;
    addShipment.run(
      number,
      id,
      carrier,
      shipment.status,
      shippedOn ?? null,
      shipment.etaOn,
      deliveredOn ?? null,
      reason ?? null,
      to.name,
      to.street,
      to.city,
      to.postcode,
    );
    const city = warehouses.find((entry) => entry.id === warehouse)?.city ?? warehouse;
    addEvent.run(number, `${addDays(orderedOn, 1)}T09:10:00Z`, city, "label created");
    if (shippedOn) addEvent.run(number, `${shippedOn}T17:40:00Z`, city, "picked up");
    if (shippedOn && reason)
      addEvent.run(number, `${addDays(shippedOn, 2)}T04:25:00Z`, "Midford hub", `delayed: ${reason}`);
    if (deliveredOn) addEvent.run(number, `${deliveredOn}T11:05:00Z`, to.city, "delivered");
  }
}
