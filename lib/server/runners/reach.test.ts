import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Ports, ToolCall, ToolResult } from "../../engine/ports.ts";
import { Reach } from "./reach.ts";

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000 });
});
afterEach(() => {
  vi.useRealTimers();
});

const refused = (code: string): ToolResult => ({
  status: "failed",
  failure: { code, message: `${code}: no route to host`, retryable: true },
});
const fine: ToolResult = { status: "ok", result: null, held: false, notes: [] };

/** Has the tool of a connection called, with this end. */
async function called(reach: Reach, connectionId: string | null, result: ToolResult): Promise<void> {
  const perform = async () => result;
  // Of the ports only the tools are touched, and of a call only its tool.
  const { tools } = reach.watching({ tools: { perform } } as unknown as Ports);
  const call = { tool: { type: "email", connectionId } } as unknown as ToolCall;
  expect(await tools.perform(call, new AbortController().signal)).toBe(result);
}

test("what could not be reached is held against its connection until it could be, or for ten minutes", async () => {
  const reach = new Reach();
  await called(reach, "mail", refused("unreachable"));
  await called(reach, "shop", refused("unreachable"));
  expect(reach.misses()).toEqual([
    { connectionId: "mail", why: "unreachable: no route to host", at: 1_000 },
    { connectionId: "shop", why: "unreachable: no route to host", at: 1_000 },
  ]);
  await called(reach, "mail", fine);
  expect(reach.misses().map(({ connectionId }) => connectionId)).toEqual(["shop"]);
  vi.advanceTimersByTime(600_001);
  expect(reach.misses()).toEqual([]);
});

test("another failure says nothing against reaching it, nor does a tool without a connection", async () => {
  const reach = new Reach();
  await called(reach, "shop", refused("unreachable"));
  await called(reach, "shop", { status: "cancelled" });
  expect(reach.misses()).toHaveLength(1);
  await called(reach, "shop", refused("sql-error"));
  await called(reach, null, refused("unreachable"));
  expect(reach.misses()).toEqual([]);
});

test("what the demo company's database says is held against all three systems, while it says so", async () => {
  const reach = new Reach();
  await reach.tryDemo({ unreachable: async () => "no entry in pg_hba.conf" });
  expect(reach.misses().map(({ connectionId, why }) => [connectionId, why])).toEqual(
    ["demo-erp", "demo-wms", "demo-tms"].map((id) => [id, "no entry in pg_hba.conf"]),
  );
  await reach.tryDemo({ unreachable: async () => null });
  expect(reach.misses()).toEqual([]);
});
