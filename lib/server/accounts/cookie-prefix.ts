import { createHash } from "node:crypto";
import { resolve } from "node:path";

/** The session cookie's prefix: cookies ignore ports, so two data folders on one host need two names. */
export function cookiePrefix(dataDir: string): string {
  return `tutti-${createHash("sha256").update(resolve(/* turbopackIgnore: true */ dataDir)).digest("hex").slice(0, 8)}`;
}
