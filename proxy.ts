import { getSessionCookie } from "better-auth/cookies";
import { type NextRequest, NextResponse } from "next/server";
import { env } from "@/lib/env";
import { cookiePrefix } from "@/lib/server/accounts/cookie-prefix";
import { contentPolicy } from "@/lib/server/content-policy";
import { isOwnHost } from "@/lib/server/origin";

const OPEN_PAGES = /^\/(sign-in|welcome|(join|s)\/[\w-]+)$/;
/** Asked by machines, under whatever address they know; a word is all there is to read. */
const PROBES = ["/api/health", "/api/ready"];

/**
 * Before every page and route: only our own host names, security headers with a fresh nonce, and the way to the
 * sign-in page for who has no session cookie. It decides nothing about authority: pages and actions do, by themselves.
 */
export function proxy(request: NextRequest) {
  const given = env();
  const { pathname, search } = request.nextUrl;
  if (!isOwnHost(request.headers.get("host")) && !PROBES.includes(pathname))
    return new NextResponse(
      "Tutti does not answer under this name. Set TUTTI_URL to the address you use.\n",
      {
        status: 421,
      },
    );

  const signedOut = getSessionCookie(request, { cookiePrefix: cookiePrefix(given) }) === null;
  if (signedOut && !pathname.startsWith("/api/") && !OPEN_PAGES.test(pathname)) {
    const to = new URL("/sign-in", request.url);
    if (pathname !== "/") to.searchParams.set("to", pathname + search);
    return withHeaders(NextResponse.redirect(to), null);
  }

  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(18))).toString("base64");
  const policy = contentPolicy(nonce, given.development);
  const headers = new Headers(request.headers);
  // Next puts the nonce that it finds in this header on its own scripts.
  headers.set("content-security-policy", policy);
  headers.set("x-nonce", nonce);
  return withHeaders(NextResponse.next({ request: { headers } }), policy);
}

function withHeaders(response: NextResponse, policy: string | null): NextResponse {
  if (policy !== null) response.headers.set("content-security-policy", policy);
  response.headers.set("x-content-type-options", "nosniff");
  response.headers.set("referrer-policy", "no-referrer");
  response.headers.set("x-frame-options", "DENY");
  response.headers.set("cross-origin-opener-policy", "same-origin");
  response.headers.set("cross-origin-resource-policy", "same-origin");
  response.headers.set("permissions-policy", "camera=(), microphone=(), geolocation=()");
  return response;
}

// Whole names, so that no page can begin like a file of public/; next.config.mjs gives those their headers.
export const config = {
  matcher: [
    "/((?!_next/static/|_next/image|(?:favicon\\.ico|icon\\.svg|apple-touch-icon\\.png|icon-192\\.png|icon-512\\.png|icon-maskable-512\\.png|manifest\\.webmanifest|robots\\.txt|share\\.png)$).*)",
  ],
};
