import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Server } from "../ports.ts";
import { openTemporaryServer } from "../temporary-server.ts";
import { watchDiskRoom } from "./disk-room.ts";
import { serveHealth } from "./health.ts";

let server: Server;
const closing: (() => void)[] = [];

beforeAll(async () => {
  server = await openTemporaryServer();
});
afterAll(async () => {
  for (const close of closing) close();
  await server.close();
});

/** What a process with these parts answers over HTTP. */
async function served(
  parts: Pick<Server, "db" | "room" | "here">,
): Promise<(path: string) => Promise<string>> {
  const http = await serveHealth(parts, "127.0.0.1", 0);
  closing.push(() => http.close());
  // A server that listens on a port has such an address.
  const { port } = http.address() as AddressInfo;
  return async (path) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`);
    return `${response.status} ${(await response.text()).trim()}`;
  };
}

test("a process that is well is alive and ready", async () => {
  const ask = await served(server);
  expect(await ask("/health")).toBe("200 alive");
  expect(await ask("/ready")).toBe("200 ready");
  expect(await ask("/")).toBe("404 There are /health and /ready here.");
});

test("a process that ends is alive but not ready", async () => {
  const here = { ...server.here };
  const ask = await served({ ...server, here });
  expect(await ask("/ready")).toBe("200 ready");
  here.draining = true;
  expect(await ask("/ready")).toBe("503 draining");
  expect(await ask("/health")).toBe("200 alive");
});

test("a process without room on its disk is alive but not ready", async () => {
  const never = Number.MAX_SAFE_INTEGER;
  const room = await watchDiskRoom({ folder: server.dataDir, tryWrite: async () => {}, stopBelow: never });
  closing.push(room.stop);
  const ask = await served({ ...server, room });
  expect(await ask("/ready")).toBe("503 disk");
  expect(await ask("/health")).toBe("200 alive");
});

test("without its database a process is alive but not ready, however many ask", async () => {
  const other = await openTemporaryServer();
  const ask = await served(other);
  expect(await ask("/ready")).toBe("200 ready");
  await other.close();
  expect(await Promise.all([ask("/ready"), ask("/ready"), ask("/ready")])).toEqual(
    Array(3).fill("503 database"),
  );
  expect(await ask("/health")).toBe("200 alive");
});
