import { type Env, env } from "../env.ts";
import { AppError } from "./app-error.ts";

const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\]):\d+$/;

/**
 * Whether Tutti answers under this Host. Names that merely resolve to this machine are refused, because a page of
 * another site could make such a name and read our answers (DNS rebinding).
 */
export function isOwnHost(host: string | null, given = env()): boolean {
  if (host === null) return false;
  if (given.publicUrl !== undefined && new URL(given.publicUrl).host === host) return true;
  // A browser leaves out port 80, and no other.
  if (LOOPBACK.test(given.port === 80 && !/:\d+$/.test(host) ? `${host}:80` : host)) return true;
  return given.allowHttp && host === `${given.host}:${given.port}`;
}

/** Where people reach Tutti, for what is read outside of its pages: the owner's link, the picture of a shared link. */
export function ownAddress({ host, port, publicUrl } = env()): string {
  return publicUrl ?? `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
}

/** Refuses a request that changes something unless it came from a page of this very address. */
export function refuseOtherOrigins(headers: Headers, given = env()): void {
  const host = headers.get("host");
  const origin = headers.get("origin");
  if (!isOwnHost(host, given) || !isPageAt(host, origin, given))
    throw new AppError(
      "REFUSED",
      `This request came from ${origin ?? "an unnamed page"}, not from Tutti's own page.`,
    );
}

/** Whether a page of this origin is one of the host's; of the public address by its scheme too. */
function isPageAt(host: string | null, origin: string | null, { publicUrl }: Env): boolean {
  const page = origin === null ? null : URL.parse(origin);
  if (page?.host !== host) return false;
  return publicUrl === undefined || new URL(publicUrl).host !== host || new URL(publicUrl).origin === origin;
}
