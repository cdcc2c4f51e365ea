import { Socket } from "node:net";
import { checkHost, guardedLookup, type OutboundPolicy } from "./outbound-guard.ts";

/** A socket that reaches only what the policy allows; elsewhere it fails with `OutboundRefusal` before anything is dialled. */
export class GuardedSocket extends Socket {
  private readonly policy: OutboundPolicy;

  constructor(policy: OutboundPolicy) {
    super();
    this.policy = policy;
  }

  /** Connects to a port of a host; the other forms of `connect` are refused, as nothing checks what they reach. */
  override connect(...[port, host]: unknown[]): this {
    try {
      if (typeof port !== "number" || typeof host !== "string")
        throw new TypeError("expected a port and a host to connect to");
      checkHost(host, this.policy);
      return super.connect({ port, host, lookup: guardedLookup(this.policy) });
    } catch (error) {
      return this.destroy(error instanceof Error ? error : new Error(String(error)));
    }
  }

  /** Connects and waits for it, at most `timeoutMs`. */
  async connected(port: number, host: string, timeoutMs: number): Promise<this> {
    const timer = setTimeout(() => {
      const error = new Error(`no connection within ${timeoutMs / 1000} s`);
      this.destroy(Object.assign(error, { code: "ETIMEDOUT" }));
    }, timeoutMs);
    try {
      await new Promise<void>((done, failed) => {
        this.once("connect", done).once("error", failed);
        this.connect(port, host);
      });
      return this;
    } finally {
      clearTimeout(timer);
    }
  }
}
