import { createHash } from "node:crypto";
import { resolve } from "node:path";

/**
 * The session cookie's prefix. Cookies ignore ports, so two data folders on one host need two names; behind one public address
 * there may be servers on several machines, each with a folder of its own, and a person is signed in to all of them.
 */
export function cookiePrefix({
  dataDir,
  publicUrl,
}: {
  dataDir: string;
  publicUrl: string | undefined;
}): string {
  const of = publicUrl ?? resolve(/* turbopackIgnore: true */ dataDir);
  return `tutti-${createHash("sha256").update(of).digest("hex").slice(0, 8)}`;
}
