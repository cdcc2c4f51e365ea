import { afterAll, beforeAll, expect, test } from "vitest";
import type { ModelCall } from "../../engine/ports.ts";
import type { OwnerViewer } from "../accounts/viewer.ts";
import type { Server } from "../ports.ts";
import { addPerson, openTemporaryServer } from "../temporary-server.ts";
import { addPrice, listPrices, removePrice } from "./prices.ts";

let server: Server;
let viewer: OwnerViewer;
let other: OwnerViewer;
beforeAll(async () => {
  server = await openTemporaryServer();
  ({ viewer } = await addPerson(server, "Ada"));
  ({ viewer: other } = await addPerson(server, "Eve"));
});
afterAll(() => server.close());

async function costOf(workspaceId: string, model: string) {
  const call: ModelCall = {
    workspaceId,
    runId: "r",
    mode: "simulated",
    choice: { connectionId: null, model },
    messages: [{ role: "user", content: "Good morning" }],
    tools: [],
    output: null,
    maxOutputTokens: 100,
    timeoutMs: 10_000,
    simulation: { reply: null, needs: {}, finish: null },
    instant: true,
  };
  const result = await server.ports.models.complete(call, () => {}, new AbortController().signal);
  return { ...result.usage, costNanos: result.costNanos };
}

test("a workspace's own price holds for its calls at once, and for nobody else's", async () => {
  expect((await costOf(viewer.workspaceId, "house-model-7b")).costNanos).toBeNull();
  const price = { pattern: "house-model-*", from: "2026-01-01", input: 1, cachedInput: 0.5, output: 2 };
  const { id } = await addPrice(viewer, price);
  const { costNanos, inputTokens, cachedTokens, outputTokens } = await costOf(
    viewer.workspaceId,
    "house-model-7b",
  );
  expect(inputTokens).toBeGreaterThan(0);
  expect(costNanos).toBe((inputTokens - cachedTokens) * 1_000 + cachedTokens * 500 + outputTokens * 2_000);
  expect((await costOf(other.workspaceId, "house-model-7b")).costNanos).toBeNull();

  expect((await listPrices(viewer)).own).toMatchObject([{ ...price, id, source: "Entered by Ada" }]);
  expect((await listPrices(other)).own).toEqual([]);
  await expect(addPrice(viewer, price)).rejects.toMatchObject({ code: "CONFLICT" });
  await expect(removePrice(other, id)).rejects.toMatchObject({ code: "NOT_FOUND" });
  await removePrice(viewer, id);
  expect((await costOf(viewer.workspaceId, "house-model-7b")).costNanos).toBeNull();
});

test("an own price goes before the one that came with Tutti", async () => {
  const { bundled } = await listPrices(viewer);
  expect(bundled.length).toBeGreaterThan(5);
  const before = (await costOf(viewer.workspaceId, "gpt-5-mini")).costNanos;
  expect(before).toBeGreaterThan(0);
  await addPrice(viewer, { pattern: "gpt-5-mini", from: "2026-01-01", input: 0, cachedInput: 0, output: 0 });
  expect((await costOf(viewer.workspaceId, "gpt-5-mini")).costNanos).toBe(0);
});
