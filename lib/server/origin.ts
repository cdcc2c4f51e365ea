import { env } from "../env.ts";
import { AppError } from "./app-error.ts";

const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

/**
 * Whether Tutti answers under this Host. Names that merely resolve to this machine are refused, because a page of
 * another site could make such a name and read our answers (DNS rebinding).
 */
export function isOwnHost(host: string | null, given = env()): boolean {
  if (host === null) return false;
  if (given.publicUrl !== undefined && new URL(given.publicUrl).host === host) return true;
  if (LOOPBACK.test(host)) return true;
  return given.allowHttp && host === `${given.host}:${given.port}`;
}

/** Where people reach Tutti, for what is read outside of its pages: the owner's link, the picture of a shared link. */
export function ownAddress({ host, port, publicUrl } = env()): string {
  return publicUrl ?? `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
}

/** Refuses a request that changes something unless it came from a page of this very address. */
export function refuseOtherOrigins(headers: Headers): void {
  const host = headers.get("host");
  const origin = headers.get("origin");
  const sameHost = origin !== null && origin !== "null" && URL.parse(origin)?.host === host;
  if (!isOwnHost(host) || !sameHost)
    throw new AppError(
      "REFUSED",
      `This request came from ${origin ?? "an unnamed page"}, not from Tutti's own page.`,
    );
}
