import { execFile } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { claimPort } from "./claim-port.ts";
import { isFree } from "./free-port.ts";

/** What another process is given that tries `port` before all others. */
async function claimedElsewhere(port: number): Promise<number> {
  const script = `
    const others = Math.random;
    let asked = false;
    Math.random = () => (asked ? others() : ((asked = true), ${(port - 10_000 + 0.5) / 22_768}));
    import("./scripts/claim-port.ts").then(async ({ claimPort }) => console.log(await claimPort()));`;
  const { stdout } = await promisify(execFile)(process.execPath, ["-e", script]);
  return Number(stdout);
}

test("a claimed port is free for a server and given to nobody else, until a killed process lets it go", async () => {
  const port = await claimPort();
  expect(await isFree("127.0.0.1", port)).toBe(true);
  expect(await claimedElsewhere(port)).not.toBe(port);

  // Who claimed this one has ended.
  const other = await claimedElsewhere(port);
  expect(await claimedElsewhere(other)).toBe(other);
});

test("a port on which a server listens is not given", async () => {
  const server = createServer().listen(await claimedElsewhere(20_000), "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("expected a port");
  expect(await claimedElsewhere(address.port)).not.toBe(address.port);
  server.close();
});
