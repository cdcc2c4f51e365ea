import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { evaluate } from "../../graph/cel.ts";
import { isJsonObject, type Json, type JsonObject } from "../../graph/json.ts";
import type { AgentNode, ToolNode } from "../../graph/node.ts";
import { misfit } from "../../graph/schema-check.ts";
import { statementParameters } from "../../graph/sql-text.ts";
import { orderException } from "../../graph/templates/order-exception.ts";
import { evaluateRules } from "../tools/rules/evaluate-rules.ts";
import { readSqlite } from "../tools/sql/sqlite-read.ts";
import { writeSqlite } from "../tools/sql/sqlite-write.ts";
import { type DemoSystem, demoFile, resetDemo } from "./demo-company.ts";
import { planOrders, sampleOrders } from "./plan-orders.ts";

const today = "2026-11-20";
const limits = { maxRows: 50, maxBytes: 1_000_000, timeoutMs: 5_000 };
const { graph } = orderException();
let dataDir = "";

beforeAll(() => {
  dataDir = mkdtempSync(join(tmpdir(), "tutti-template-"));
  resetDemo(dataDir, today);
});
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

function agent(id: string): AgentNode {
  const node = graph.nodes.find((one) => one.id === id);
  if (node?.kind !== "agent") throw new Error(`no agent ${id}`);
  return node;
}

function tool(id: string): ToolNode {
  const node = graph.nodes.find((one) => one.id === id);
  if (node?.kind !== "tool") throw new Error(`no tool ${id}`);
  return node;
}

function cel(source: string, scope: JsonObject): Json {
  const result = evaluate(source, scope);
  if (!result.ok) throw new Error(`${result.message} in ${source}`);
  return result.value;
}

const object = (json: Json): JsonObject => {
  if (!isJsonObject(json)) throw new Error(`expected an object, got ${JSON.stringify(json)}`);
  return json;
};

function rows(system: DemoSystem, orderId: string): JsonObject {
  const config = tool(system).tool;
  if (config.type !== "sql") throw new Error("expected a reading tool");
  return { rows: readSqlite(demoFile(dataDir, system), config.statement, { orderId }, limits).rows };
}

/** Facts, fired rules and decision as the template's simulated replies make them of what the systems hold. */
function decided(orderId: string, systems: DemoSystem[] = ["erp", "wms", "tms"]) {
  const read = Object.fromEntries(systems.map((system) => [system, rows(system, orderId)]));
  const facts = object(cel(agent("retrieval").simulatedReply ?? "", { context: { orderId, ...read } }));
  const context: JsonObject = { orderId, facts };
  const edge = graph.edges.find((one) => one.id === "decision-rules");
  const parameters = Object.fromEntries(
    (edge?.kind === "tool" ? edge.fills : []).map(({ name, fill }) => [
      name,
      fill.by === "path" ? cel(fill.path, { context }) : null,
    ]),
  );
  const { tool: rules } = tool("rules");
  const findings = evaluateRules(rules.type === "rules" ? rules.rules : [], parameters);
  expect(findings.unevaluated).toEqual([]);
  const fired = JSON.parse(JSON.stringify(findings.fired));
  const decision = object(
    cel(agent("decision").simulatedReply ?? "", { context, results: { order_rules: { fired } } }),
  );
  expect(misfit(agent("retrieval").output ?? {}, facts)).toBeNull();
  expect(misfit(tool("rules").parameters, parameters)).toBeNull();
  expect(misfit(agent("decision").output ?? {}, decision)).toBeNull();
  return { facts, fired: findings.fired.map(({ id }) => id), decision };
}

/** What Notification receives, which must fit the mail tool. */
function mailOf({ facts, decision }: ReturnType<typeof decided>): JsonObject {
  const edge = graph.edges.find((one) => one.id === "desk-notification");
  const scope = { results: { decision, data_retrieval: facts } };
  const mail = Object.fromEntries(
    (edge?.kind === "worker" ? edge.context : []).map(({ name, fill }) => [
      name,
      fill.by === "path" ? cel(fill.path, scope) : null,
    ]),
  );
  expect(misfit(tool("mail").parameters, mail)).toBeNull();
  return mail;
}

test("the late sample is told with its dates, and the reason stands in the shipment", () => {
  const { fired, decision, facts } = decided(sampleOrders.late);
  expect(fired).toContain("late");
  expect(["expedite", "refund", "inform"]).toContain(decision.action);
  expect(decision.reason).toContain("vehicle breakdown");
  expect(mailOf({ fired, decision, facts }).to).toBe(object(facts.order ?? null).email);
});

test("the short sample is split, with what is there and when the rest comes", () => {
  const { fired, decision } = decided(sampleOrders.short);
  expect(fired).toEqual(["short-stock"]);
  expect(decision).toMatchObject({ action: "split", rule: "Short stock", notify: "customer" });
  expect(decision.reason).toMatch(/only 12 of \d+ are there\. .* on 2026-\d\d-\d\d\.$/);
});

test("the address sample is held, with both addresses", () => {
  const { decision, facts } = decided(sampleOrders.address);
  expect(decision.action).toBe("hold");
  expect(decision.reason).toContain(String(object(facts.order ?? null).shipTo));
  expect(decision.reason).toContain(String(object(facts.shipment ?? null).shipTo));
});

test("an order that doesn't exist is asked about at the service desk", () => {
  const { facts, fired, decision } = decided("SO-99999");
  expect(facts.found).toBe(false);
  expect(fired).toEqual(["unknown-order"]);
  expect(decision).toMatchObject({ action: "ask", notify: "service desk" });
  expect(mailOf({ facts, fired, decision }).to).toContain("service-desk@");
});

test("a system that can't be read leads to a person, not to a wrong rule", () => {
  for (const systems of [["wms", "tms"], ["erp", "tms"], ["erp", "wms"], []] as DemoSystem[][]) {
    const { decision, fired } = decided(sampleOrders.late, systems);
    expect(fired[0]).toBe("system-unreachable");
    expect(decision).toMatchObject({ action: "review", notify: "service desk" });
  }
});

test("exactly the troubled orders are exceptions, and some rule decides every order", () => {
  const expected = { late: ["late", "address-differs"], short: ["short-stock"], address: ["label-differs"] };
  const deciding = new Set<string>();
  for (const { id, trouble, customer, status } of planOrders(today).orders) {
    const found = decided(id);
    const { fired } = found;
    mailOf(found);
    deciding.add(fired[0] ?? "none");
    const onHold = customer.creditHold && !["shipped", "delivered", "cancelled"].includes(status);
    if (trouble !== "none") expect(fired.some((rule) => expected[trouble].includes(rule))).toBe(true);
    else if (onHold) expect(fired).toEqual(["credit-hold"]);
    else expect([["no-exception"], ["delivered"], ["cancelled"]]).toContainEqual(fired);
  }
  expect([...deciding].toSorted()).toEqual(
    [
      "cancelled",
      "credit-hold",
      "delivered",
      "label-differs",
      "late",
      "late-important",
      "late-refund",
      "no-exception",
      "short-stock",
    ].toSorted(),
  );
});

test("the decision is written to its order alone, and not at all without one", () => {
  const { tool: update } = tool("update");
  if (update.type !== "sql-write") throw new Error("expected the writing tool");
  expect(statementParameters(update.statement).toSorted()).toEqual(["action", "note", "orderId"]);
  const write = (orderId: string, action: string) =>
    writeSqlite(
      demoFile(dataDir, "erp"),
      {
        statement: update.statement,
        parameters: { orderId, action, note: "why" },
        effect: { key: `${orderId} ${action}`, runId: "r", path: "p", tool: "t" },
      },
      limits,
    );
  const after = (orderId: string, action: string) =>
    write(orderId, action).changes.find(({ table }) => table === "orders")?.after;
  expect(after(sampleOrders.address, "hold")).toMatchObject({ status: "on hold", resolution: "hold" });
  expect(after(sampleOrders.short, "split")).toMatchObject({
    status: "partly released",
    resolution_note: "why",
  });
  expect(after(sampleOrders.late, "refund")).toMatchObject({ status: "shipped", resolution: "refund" });
  expect(after("SO-10001", "none")).toMatchObject({ resolution: null, resolution_note: "why" });
  expect(write("SO-99999", "ask").changedRows).toBe(0);
  // What was done does not hide what is wrong.
  expect(decided(sampleOrders.address).fired[0]).toBe("label-differs");
  expect(decided(sampleOrders.short).fired[0]).toBe("short-stock");
});

test("an order number may be typed in small letters with spaces around it", () => {
  expect(decided(" so-10587 ").fired).toEqual(["short-stock"]);
});

test("after a rule is edited, its new result decides; without a known action a person does", () => {
  const reply = agent("decision").simulatedReply ?? "";
  const outcome = (result: string) =>
    object(
      cel(reply, {
        context: { orderId: "SO-1", note: "urgent" },
        results: { order_rules: { fired: [{ id: "x", name: "Edited", result, priority: 1, read: [] }] } },
      }),
    );
  expect(outcome("refund: We give 10 % back.")).toMatchObject({
    action: "refund",
    reason: "We give 10 % back. Noted: urgent",
    message: "We give 10 % back.",
    rule: "Edited",
  });
  expect(outcome("Call them: now")).toMatchObject({ action: "review", message: "Call them: now" });
  expect(
    object(cel(reply, { context: { orderId: "SO-1" }, results: { order_rules: { fired: [] } } })),
  ).toMatchObject({ action: "review", rule: "No rule fired" });
});
