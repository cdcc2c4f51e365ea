import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, expect, test } from "vitest";
import { evaluate } from "../../graph/cel.ts";
import { isJsonObject, type JsonObject } from "../../graph/json.ts";
import { factsFromRows } from "../../graph/templates/order-facts.ts";
import { orderRules } from "../../graph/templates/order-rules.ts";
import { orderSystems } from "../../graph/templates/order-tools.ts";
import { evaluateRules, type RuleFindings } from "../tools/rules/evaluate-rules.ts";
import { reading } from "./browse.ts";
import { demoSystems, resetDemo } from "./demo-company.ts";
import { sampleOrders } from "./plan-orders.ts";

const dir = mkdtempSync(join(tmpdir(), "tutti-desk-"));
beforeAll(() => resetDemo(dir, "2026-11-20"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const statements = new Map(
  orderSystems().flatMap(({ id, tool }) => (tool.type === "sql" ? [[id, tool.statement]] : [])),
);

/** What the template's rules say of an order, read by the template's statements from the open systems. */
function judged(orderId: string, open: Record<(typeof demoSystems)[number], DatabaseSync>): RuleFindings {
  const context = Object.fromEntries(
    demoSystems.map((system) => {
      const found = open[system].prepare(statements.get(system) ?? "").all({ orderId });
      // The demo's columns are texts and small numbers, so its rows are JSON.
      const rows = found.map((row) => ({ ...row }) as JsonObject);
      return [system, { rows }];
    }),
  );
  const facts = evaluate(factsFromRows, { context });
  if (!facts.ok || !isJsonObject(facts.value))
    throw new Error(`no facts of ${orderId}: ${JSON.stringify(facts)}`);
  return evaluateRules(orderRules(), { orderId, ...facts.value });
}

const withSystems = <T>(work: (open: Parameters<typeof judged>[1]) => T): T =>
  reading(dir, "erp", (erp) =>
    reading(dir, "wms", (wms) => reading(dir, "tms", (tms) => work({ erp, wms, tms }))),
  );

test("each sample comes to its own kind of outcome, an unknown order asks", () => {
  withSystems((open) => {
    expect(judged(sampleOrders.late, open).outcome).toMatch(
      /^(expedite|refund|inform): SH-10412 was promised for 2026-11-14/,
    );
    expect(judged(sampleOrders.short, open).outcome).toMatch(/^split: .* only 12 of /);
    expect(judged(sampleOrders.address, open).outcome).toMatch(/^hold: The label of SH-10731/);
    expect(judged("SO-99999", open).outcome).toMatch(/^ask: The ERP has no order SO-99999/);
  });
});

test("every order can be judged: a rule fires and none is left unevaluated", () => {
  withSystems((open) => {
    const orders = open.erp
      .prepare("select id from orders")
      .all()
      .map(({ id }) => String(id));
    const findings = orders.map((id) => ({ id, ...judged(id, open) }));
    expect(findings.filter(({ fired }) => fired.length === 0).map(({ id }) => id)).toEqual([]);
    expect(
      findings.flatMap(({ id, unevaluated }) => unevaluated.map(({ reason }) => `${id}: ${reason}`)),
    ).toEqual([]);
    const actions = new Set(findings.map(({ outcome }) => outcome.split(":")[0]));
    expect([...actions].sort()).toEqual(["expedite", "finance", "hold", "inform", "none", "refund", "split"]);
  });
});
