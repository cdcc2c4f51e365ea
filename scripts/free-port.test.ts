import { createServer } from "node:net";
import { expect, test } from "vitest";
import { freePort } from "./free-port.ts";

test("a taken port is passed over for the next one", async () => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
  const address = taken.address();
  if (address === null || typeof address === "string") throw new Error("expected a TCP address");
  const port = await freePort("127.0.0.1", address.port);
  expect(port).toBeGreaterThan(address.port);
  await new Promise((resolve) => taken.close(resolve));
  expect(await freePort("127.0.0.1", address.port)).toBe(address.port);
});

test("a host that is not ours is an error, not a taken port", async () => {
  await expect(freePort("192.0.2.1", 3000)).rejects.toThrow("EADDRNOTAVAIL");
});
