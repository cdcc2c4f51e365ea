import { z } from "zod";
import { isNoRoom } from "./no-room.ts";

const CODES = new Set([
  // The server is going down, has gone down, or is coming up.
  "57P01",
  "57P02",
  "57P03",
  // No more connections, no memory.
  "53300",
  "53200",
  // Taken back by the server; nothing of it happened.
  "40001",
  "40P01",
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "EHOSTUNREACH",
]);
/** As Prisma says it: can't be reached, timed out, closed the connection, no connection free in time. */
const BY_PRISMA = new Set(["P1001", "P1002", "P1008", "P1017", "P2024"]);
/** What the database said, where Prisma only wraps it. */
const Wrapped = z.object({
  meta: z.object({ driverAdapterError: z.object({ cause: z.object({ code: z.string() }) }) }),
});
const BY_PG =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error)/;

/** Whether the database may well do later what it did not do now: it is away, restarting, cut off, or full. */
export function isTransient(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const own = "code" in error && typeof error.code === "string" ? error.code : "";
  if (BY_PRISMA.has(own)) return true;
  const code = Wrapped.safeParse(error).data?.meta.driverAdapterError.cause.code ?? own;
  return CODES.has(code) || code.startsWith("08") || BY_PG.test(error.message) || isNoRoom(error);
}

/** Does `work` again while it fails for a transient reason, first at once, later every second. */
export async function patiently<Result>(work: (tries: number) => Promise<Result>): Promise<Result> {
  for (let tries = 0; ; tries++) {
    try {
      return await work(tries);
    } catch (error) {
      if (!isTransient(error)) throw error;
      const pause = Math.min(1_000, 25 * 2 ** tries);
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}
