import { createSocket } from "node:dgram";
import { once } from "node:events";
import { isFree } from "./free-port.ts";

// From 32768 on Linux takes ports for outgoing connections, so one that is free there can be taken a moment later.
const FIRST = 10_000;
const LAST = 32_767;

/**
 * A port of 127.0.0.1 for a server that this process is about to start, as yet free and claimed by no other process that asks
 * here. The claim is the UDP port of the same number, held as long as this process lives: so of two processes that look for a
 * port at the same time, only one gets it, and a killed one leaves nothing behind.
 */
export async function claimPort(): Promise<number> {
  for (let tries = 0; tries < 100; tries++) {
    const port = FIRST + Math.floor(Math.random() * (LAST - FIRST + 1));
    if ((await claims(port)) && (await isFree("127.0.0.1", port))) return port;
  }
  throw new Error(`No port of 127.0.0.1 between ${FIRST} and ${LAST} is free, after 100 that were tried.`);
}

async function claims(port: number): Promise<boolean> {
  const claim = createSocket("udp4").unref();
  try {
    claim.bind({ address: "127.0.0.1", port, exclusive: true });
    await once(claim, "listening");
    return true;
  } catch {
    claim.close();
    return false;
  }
}
