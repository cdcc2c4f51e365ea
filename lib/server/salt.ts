import { randomFillSync } from "node:crypto";

const BYTES = 16;

// Asked of the system for many at a time, because the asking costs more than the bytes.
const pool = Buffer.alloc(BYTES * 256);
let used = pool.length;

/** 16 random bytes that no other value has, in hex. */
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
