import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { cookiePrefix } from "./cookie-prefix.ts";

/** What the cookie is made with: the master secret, and the data folder whose cookies these are. */
type Keys = { secret: string; dataDir: string; publicUrl: string | undefined };

const YEAR_S = 365 * 24 * 3_600;

/**
 * The id of a browser in which this account has signed in before, or null, by a cookie that outlives the session. It lets
 * nobody in; it keeps a stranger's wrong tries from counting against this browser.
 */
export function knownBrowser(headers: Headers, account: string, keys: Keys): string | null {
  for (const pair of headers.get("cookie")?.split(";") ?? []) {
    const [name, value = ""] = pair.trim().split("=");
    if (name !== cookieName(keys)) continue;
    const [id = "", signature = ""] = value.split(".");
    const [given, expected] = [Buffer.from(signature), Buffer.from(sign(id, account, keys))];
    if (given.length === expected.length && timingSafeEqual(given, expected)) return id;
  }
  return null;
}

/** The line of Set-Cookie by which the browser is known from now on. */
export function rememberBrowser(account: string, keys: Keys): string {
  const id = randomBytes(16).toString("hex");
  const secure = keys.publicUrl?.startsWith("https://") ? "; Secure" : "";
  return `${cookieName(keys)}=${id}.${sign(id, account, keys)}; Path=/api/auth; Max-Age=${YEAR_S}; HttpOnly; SameSite=Lax${secure}`;
}

const cookieName = (keys: Keys) => `${cookiePrefix(keys)}.known`;

function sign(id: string, account: string, { secret }: Keys): string {
  return createHmac("sha256", `known-browsers:${secret}`).update(`${id}\n${account}`).digest("base64url");
}
