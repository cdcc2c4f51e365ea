import { randomFillSync } from "node:crypto";

const BYTES = 16;

// Requested from the system many at a time, because the request costs more than the bytes.
const pool = Buffer.alloc(BYTES * 256);
let used = pool.length;

/** 16 random bytes, never used before, in hex. */
export function salt(): string {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const text = pool.toString("hex", used, used + BYTES);
  pool.fill(0, used, used + BYTES);
  used += BYTES;
  return text;
}
