import { AsyncLocalStorage } from "node:async_hooks";
import { createHash } from "node:crypto";
import { APIError, betterAuth } from "better-auth";
import { prismaAdapter } from "better-auth/adapters/prisma";
import { createAuthMiddleware } from "better-auth/api";
import { nextCookies } from "better-auth/next-js";
import type { Database } from "../../adapters/store/database.ts";
import { env } from "../../env.ts";
import { cookiePrefix } from "./cookie-prefix.ts";

/** What the accounts are made of. `publicUrl`: where people reach the app when that is not loopback. */
export type AuthConfig = { db: Database; secret: string; dataDir: string; publicUrl: string | undefined };

/** The hosts under which the app answers where it has no public address, as `isOwnHost` has them. */
function ownHosts(): string[] {
  const { allowHttp, host, port } = env();
  const loopback = ["localhost", "127.0.0.1", "[::1]"].flatMap((name) => [name, `${name}:*`]);
  return allowHttp ? [...loopback, `${host}:${port}`] : loopback;
}

/** Shortest and longest password, characters. */
export const PASSWORD_LENGTH = { min: 10, max: 128 };

/**
 * Accounts by email and password. Sign-up is closed: the endpoint refuses everybody except the call that
 * `whileClaiming` makes for the holder of the one-time code.
 */
export function createAuth({ db, secret, dataDir, publicUrl }: AuthConfig) {
  const claiming = new AsyncLocalStorage<true>();
  const secure = publicUrl?.startsWith("https://") ?? false;
  const auth = betterAuth({
    appName: "Tutti",
    secret: createHash("sha256").update(`sessions:${secret}`).digest("base64url"),
    baseURL: publicUrl ?? { allowedHosts: ownHosts(), protocol: "http" },
    basePath: "/api/auth",
    database: prismaAdapter(db, { provider: "postgresql" }),
    emailAndPassword: {
      enabled: true,
      minPasswordLength: PASSWORD_LENGTH.min,
      maxPasswordLength: PASSWORD_LENGTH.max,
    },
    telemetry: { enabled: false },
    logger: { level: "error" },
    // Its own counts right passwords of known browsers with a stranger's tries: see SignInLimits.
    rateLimit: { enabled: false },
    advanced: { cookiePrefix: cookiePrefix({ dataDir, publicUrl }), useSecureCookies: secure },
    hooks: {
      before: createAuthMiddleware(async (context) => {
        if (context.path.startsWith("/sign-up") && claiming.getStore() !== true)
          throw new APIError("FORBIDDEN", {
            message: "Sign-up is closed. The owner is made by the link that was printed when Tutti started.",
          });
      }),
    },
    plugins: [nextCookies()],
  });
  return {
    /** Answers a request to the library's own endpoints. */
    handler: (request: Request) => auth.handler(request),
    api: auth.api,
    /** Runs `work` with sign-up open for the calls it makes itself. */
    whileClaiming: <T>(work: () => Promise<T>) => claiming.run(true, work),
    hashPassword: async (password: string) => (await auth.$context).password.hash(password),
  };
}
export type Auth = ReturnType<typeof createAuth>;
