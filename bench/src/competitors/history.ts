import { randomBytes } from "node:crypto";

const BASE64_BITS = 6 / 8;

/** `bytes` characters that no database compresses; for no bytes, a short text. */
export function message(bytes: number): string {
  return bytes === 0
    ? "done"
    : randomBytes(Math.ceil(bytes * BASE64_BITS))
        .toString("base64url")
        .slice(0, bytes);
}
