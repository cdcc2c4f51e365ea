import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { OpenedConnections } from "./opened-connections.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function counted() {
  const asked: string[] = [];
  const connections = new OpenedConnections(async (workspaceId, id) => {
    asked.push(`${workspaceId} ${id}`);
    if (id === "broken") throw new Error("the database is away");
    return { id };
  });
  return { asked, connections };
}

test("calls in quick succession share one opening, and a second later it is asked anew", async () => {
  const { asked, connections } = counted();
  await Promise.all([connections.of("w", "a"), connections.of("w", "a"), connections.of("w", null)]);
  expect(asked).toEqual(["w a", "w null"]);
  vi.advanceTimersByTime(1_000);
  await connections.of("w", "a");
  expect(asked).toEqual(["w a", "w null", "w a"]);
});

test("a workspace never gets another's", async () => {
  const { asked, connections } = counted();
  await connections.of("w", "a");
  await connections.of("v", "a");
  expect(asked).toEqual(["w a", "v a"]);
});

test("what was changed here holds for the next call", async () => {
  const { asked, connections } = counted();
  await connections.of("w", "a");
  connections.forget("w");
  await connections.of("w", "a");
  expect(asked).toHaveLength(2);
});

test("an opening that failed is not kept", async () => {
  const { asked, connections } = counted();
  await expect(connections.of("w", "broken")).rejects.toThrow("away");
  await expect(connections.of("w", "broken")).rejects.toThrow("away");
  expect(asked).toHaveLength(2);
});
