import { createServer } from "node:net";
import { afterEach, expect, test } from "vitest";
import { GuardedSocket } from "./guarded-socket.ts";
import { documentsPolicy, OutboundRefusal, ownersPolicy } from "./outbound-guard.ts";

const open: { close(): unknown }[] = [];
afterEach(() => {
  for (const server of open.splice(0)) server.close();
});

async function listening(): Promise<number> {
  const server = createServer((socket) => socket.end("hello"));
  open.push(server);
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const address = server.address();
  return typeof address === "object" && address ? address.port : 0;
}

test("an owner's socket reaches this machine, by address and by name, and hears what was said at once", async () => {
  const port = await listening();
  for (const host of ["127.0.0.1", "localhost"]) {
    const socket = await new GuardedSocket(ownersPolicy).connected(port, host, 2_000);
    expect((await socket.toArray()).join("")).toBe("hello");
  }
});

test("open and closed ports of a refused host are told apart by nothing", async () => {
  const port = await listening();
  const refusals = [];
  for (const [host, at] of [
    ["127.0.0.1", port],
    ["127.0.0.1", 1],
    ["localhost", port],
    ["localhost", 1],
  ] as const) {
    const error = await new GuardedSocket(documentsPolicy([])).connected(at, host, 2_000).catch((e) => e);
    expect(error).toBeInstanceOf(OutboundRefusal);
    refusals.push(error.message);
  }
  expect(new Set(refusals).size).toBe(2);
});

test.each(["169.254.169.254", "::ffff:169.254.169.254", "fd00:ec2::254", "0.0.0.0"])(
  "%s is dialled for nobody",
  async (host) => {
    const error = await new GuardedSocket(ownersPolicy).connected(80, host, 2_000).catch((e) => e);
    expect(error).toBeInstanceOf(OutboundRefusal);
  },
);

test("a socket of the file system, or options instead of a host, are refused", async () => {
  const socket = new GuardedSocket(ownersPolicy);
  const failed = new Promise<Error>((done) => socket.once("error", done));
  socket.connect("/tmp/somewhere.sock");
  expect((await failed).message).toContain("expected a port and a host");
});
