import { expect, test } from "vitest";
import { comparedColumns } from "./compared-columns.ts";

test.each([
  ["select * from orders where id = :orderId", { orderId: ["orders.id"] }],
  [
    "select * from orders o join customers as c on c.id = o.customer_id where c.email = lower(:email)",
    { email: ["customers.email"] },
  ],
  ["select 1 from a, b where lower(name) like :name", { name: ["a.name"] }],
  ["select 1 from a join b on a.id = b.id where :name = name", { name: ["a.name", "b.name"] }],
  [
    "update orders set status = :status where id in (:orderId)",
    { status: ["orders.status"], orderId: ["orders.id"] },
  ],
  [
    "insert into notes (order_id, text) values (:orderId, :text)",
    { orderId: ["notes.order_id"], text: ["notes.text"] },
  ],
  ["select ':a' from t -- where x = :b\nwhere c = :c", { c: ["t.c"] }],
  ["select :given::text", {}],
  ["select * from shop.orders where shop.orders.id = :id", {}],
])("%s", (statement, expected) => {
  const found = [...comparedColumns(statement)].map(([parameter, columns]) => [
    parameter,
    columns.map(({ table, column }) => `${table}.${column}`),
  ]);
  expect(Object.fromEntries(found)).toMatchObject(expected);
});

test("a long statement is read in one pass", () => {
  for (const part of ["a", "a.", "a =", "from a ", ":a = ", "into a (", "'", "/*"])
    expect(comparedColumns(part.repeat(60_000)).size).toBeLessThan(2);
});
