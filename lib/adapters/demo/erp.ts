import type { DatabaseSync } from "node:sqlite";
import { products, regions } from "./catalogue.ts";
import { addMonths } from "./day.ts";
import { countedId, type Dialect } from "./dialect.ts";
import type { Customer, PlannedOrder } from "./plan-orders.ts";
import { seededRandom } from "./random.ts";

/** Tables of the order system (ERP). A change of an order's status or resolution is logged in `order_updates`. */
export const erpTables = (dialect: Dialect): string => `
create table customers (
  id text primary key, name text not null, contact text not null, email text not null, region text not null,
  tier text not null, credit_hold integer not null, street text not null, city text not null, postcode text not null
);
create table products (
  sku text primary key, name text not null, category text not null, price_cents integer not null,
  weight_grams integer not null
);
create table orders (
  id text primary key, customer_id text not null references customers(id), status text not null,
  ordered_on text not null, promised_on text not null, ship_name text not null, ship_street text not null,
  ship_city text not null, ship_postcode text not null, total_cents integer not null, currency text not null,
  resolution text, resolution_note text, updated_on text not null
);
create index orders_by_customer on orders(customer_id);
create table order_lines (
  order_id text not null references orders(id), line integer not null, sku text not null references products(sku),
  quantity integer not null, price_cents integer not null, primary key (order_id, line)
);
create table order_updates (
  ${countedId[dialect]}, order_id text not null references orders(id), at text not null, from_status text,
  to_status text not null, resolution text, note text
);
create index order_updates_by_order on order_updates(order_id);
create table sales (
  month text not null, region text not null, sku text not null references products(sku), units integer not null,
  revenue_cents integer not null, primary key (month, region, sku)
);
${orderLog[dialect]}`;

const logged = "(order_id, at, from_status, to_status, resolution, note)";
const logValues = (now: string) =>
  `(new.id, ${now}, old.status, new.status, new.resolution, new.resolution_note)`;

/** What logs a change, after every update of these columns. */
const orderLog: Record<Dialect, string> = {
  sqlite: `create trigger orders_log after update of status, resolution, resolution_note on orders
begin
  insert into order_updates ${logged}
  values ${logValues("strftime('%Y-%m-%dT%H:%M:%SZ', 'now')")};
end;
`,
  postgres: `create function log_order() returns trigger language plpgsql as $log$
begin
  insert into order_updates ${logged}
  values ${logValues(`to_char(now() at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`)};
  return null;
end $log$;
create trigger orders_log after update of status, resolution, resolution_note on orders
for each row execute function log_order();
`,
};

/** Fills the order system with customers, orders and two years of regional sales up to the month before `today`. */
export function fillErp(
  db: DatabaseSync,
  customers: readonly Customer[],
  orders: readonly PlannedOrder[],
  today: string,
): void {
  const addCustomer = db.prepare("insert into customers values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  for (const { id, name, contact, email, region, tier, creditHold, address } of customers)
    addCustomer.run(
      id,
      name,
      contact,
      email,
      region,
      tier,
      creditHold ? 1 : 0,
      address.street,
      address.city,
      address.postcode,
    );

  const addProduct = db.prepare("insert into products values (?, ?, ?, ?, ?)");
  for (const { sku, name, category, priceCents, weightGrams } of products)
    addProduct.run(sku, name, category, priceCents, weightGrams);

  const addOrder = db.prepare(
    "insert into orders values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'EUR', null, null, ?)",
  );
  const addLine = db.prepare("insert into order_lines values (?, ?, ?, ?, ?)");
  const addUpdate = db.prepare(
    "insert into order_updates (order_id, at, from_status, to_status, resolution, note) values (?, ?, ?, ?, null, null)",
  );
  for (const order of orders) {
    const to = order.customer.address;
    const total = order.lines.reduce((sum, { product, quantity }) => sum + product.priceCents * quantity, 0);
    const updatedOn = order.shipment?.deliveredOn ?? order.shipment?.shippedOn ?? order.orderedOn;
    addOrder.run(
      order.id,
      order.customer.id,
      order.status,
      order.orderedOn,
      order.promisedOn,
      to.name,
      to.street,
      to.city,
      to.postcode,
      total,
      updatedOn,
    );
    for (const [index, { product, quantity }] of order.lines.entries())
      addLine.run(order.id, index + 1, product.sku, quantity, product.priceCents);
    addUpdate.run(order.id, `${order.orderedOn}T08:00:00Z`, null, "open");
    if (order.status !== "open") addUpdate.run(order.id, `${updatedOn}T15:30:00Z`, "open", order.status);
  }
  fillSales(db, today);
}

/** Sales follow the season, grow a little, and fall in the North for heating in the last quarter. */
function fillSales(db: DatabaseSync, today: string): void {
  const random = seededRandom(7_104);
  const addSale = db.prepare("insert into sales values (?, ?, ?, ?, ?)");
  for (let back = 24; back >= 1; back--) {
    const month = addMonths(today, -back);
    const season = Math.cos(((Number(month.slice(5)) - 1) / 12) * 2 * Math.PI);
    for (const region of regions) {
      for (const product of products) {
        const seasonal =
          product.category === "Heating"
            ? 1 + 0.5 * season
            : product.category === "Garden"
              ? 1 - 0.5 * season
              : 1;
        const slump = region.name === "North" && product.category === "Heating" && back <= 3 ? 0.45 : 1;
        const units = Math.round(random.whole(60, 110) * seasonal * slump * (1 + (24 - back) * 0.006));
        addSale.run(month, region.name, product.sku, units, units * product.priceCents);
      }
    }
  }
}
