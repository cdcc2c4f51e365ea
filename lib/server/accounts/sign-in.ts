import { z } from "zod";
import { env } from "../../env.ts";
import { AppError } from "../app-error.ts";
import { refuseOtherOrigins } from "../origin.ts";
import { type Server, server } from "../ports.ts";
import { routeError } from "../route.ts";
import { clientAddress, countedAddress } from "./client-address.ts";
import { knownBrowser, rememberBrowser } from "./known-browser.ts";
import { SignInLimits } from "./sign-in-limits.ts";

const MAX_BODY_BYTES = 16_384;
const Named = z.object({ email: z.string().max(200) });

const limits = new SignInLimits();

/**
 * Answers a request to the auth library, after the checks that it leaves out: that it comes from our own page, JSON only,
 * its size, and how often passwords are tried.
 */
export async function answerSignIn(request: Request): Promise<Response> {
  try {
    refuseOtherOrigins(request.headers);
    return await answer(request, await accountIn(request));
  } catch (error) {
    return routeError(error);
  }
}

async function answer(request: Request, account: string): Promise<Response> {
  const { auth, db, secret, dataDir } = await server();
  const keys = { secret, dataDir, publicUrl: env().publicUrl };
  const address = clientAddress(request.headers);
  const attempt = { account, address, browser: knownBrowser(request.headers, account, keys) };
  const waitMs = await limits.take(attempt, Date.now(), () => isSignedInAt(db, account, address));
  if (waitMs !== null)
    throw new AppError("TOO_MANY", "Too many tries to sign in. Wait, then try again.", {
      retryAfterMs: waitMs,
    });
  const answered = await auth.handler(request);
  if (!answered.ok) return answered;
  limits.clear(attempt);
  if (attempt.browser !== null) return answered;
  const headers = new Headers(answered.headers);
  headers.append("set-cookie", rememberBrowser(account, keys));
  return new Response(answered.body, { status: answered.status, headers });
}

/** The account that a request names. */
async function accountIn(request: Request): Promise<string> {
  const { headers } = request;
  if (!headers.get("content-type")?.startsWith("application/json"))
    throw new AppError("INVALID", "Expected JSON.");
  // Without a stated length the comparison is false too.
  if (!(Number(headers.get("content-length") ?? Number.NaN) <= MAX_BODY_BYTES))
    throw new AppError("TOO_LARGE", `Expected at most ${MAX_BODY_BYTES} bytes.`);
  const body: unknown = await request
    .clone()
    .json()
    .catch(() => null);
  const named = Named.safeParse(body);
  if (!named.success) throw new AppError("INVALID", "Expected email and password.");
  return named.data.email.trim().toLowerCase();
}

/** Whether the account has a session that was begun from this address. */
async function isSignedInAt(db: Server["db"], account: string, address: string): Promise<boolean> {
  if (address === "unknown") return false;
  const sessions = await db.session.findMany({
    where: { user: { email: account } },
    select: { ipAddress: true },
    distinct: ["ipAddress"],
  });
  return sessions.some(({ ipAddress }) => countedAddress(ipAddress ?? "") === address);
}
