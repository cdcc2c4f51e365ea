import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Env } from "../env.ts";
import { type ActionTrial, tryingAction } from "./action-trial.ts";

/** Longest time for a whole request to arrive, ms, so that with the pause between two checks a slow one is cut within 60 s. */
const REQUEST_MS = 50_000;
const CHECK_MS = 5_000;
/** A page's action with the longest input of a run; next.config.mjs has the same number for what the body holds unpacked. */
const MAX_ACTION_BYTES = 17_000_000;
const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
const HSTS = "max-age=31536000";

type Handle = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** How fast a request has to come, ms; tests are less patient. */
type Patience = { requestMs: number; checkMs: number };

/**
 * The HTTP server in front of the framework: what must hold for every request, whatever page or file it asks for. It cuts
 * slow requests, refuses what the framework would answer with an error of its own, and says who is asking in headers that
 * a stranger can't make up.
 */
export function createHttpServer(
  handle: Handle,
  given: Pick<Env, "publicUrl">,
  patience: Patience = { requestMs: REQUEST_MS, checkMs: CHECK_MS },
): Server {
  const isSecure = given.publicUrl?.startsWith("https://") ?? false;
  return createServer(
    {
      requestTimeout: patience.requestMs,
      headersTimeout: Math.min(patience.requestMs, 20_000),
      connectionsCheckingInterval: patience.checkMs,
      // There is nothing but HTTP here: who asks for something else gets the page.
      shouldUpgradeCallback: () => false,
    },
    (request, response) => {
      response.setHeader("X-Content-Type-Options", "nosniff");
      if (isSecure) response.setHeader("Strict-Transport-Security", HSTS);
      const refusal = refusalOf(request);
      if (refusal !== null) {
        response.writeHead(refusal.status, {
          "content-type": "text/plain; charset=utf-8",
          connection: "close",
          ...refusal.headers,
        });
        response.end(`${refusal.message}\n`);
        return;
      }
      nameClient(request, isSecure);
      const work = () => handle(request, response);
      void (isAction(request) ? tryingAction(work, (trial) => blameRequest(response, trial)) : work()).catch(
        (error) => {
          // Who sent it has gone, or was too slow.
          if (request.destroyed && !request.complete) return;
          console.error(`The request for ${request.url} failed:`, error);
          if (response.headersSent) response.destroy();
          else response.writeHead(500).end("Something went wrong on our side.\n");
        },
      );
    },
  );
}

type RefusedRequest = { status: number; message: string; headers?: Record<string, string> };

function refusalOf(request: IncomingMessage): RefusedRequest | null {
  const { method = "", url = "", headers } = request;
  if (!METHODS.includes(method))
    return {
      status: 405,
      message: `${method} is not answered here.`,
      headers: { allow: METHODS.join(", ") },
    };
  // The framework takes the rest of what stands after two slashes for a host.
  if (!url.startsWith("/") || URL.parse(url, "http://localhost") === null)
    return { status: 400, message: "Expected the path of a page." };
  if (isAction(request) && Number(headers["content-length"] ?? 0) > MAX_ACTION_BYTES)
    return { status: 413, message: `Expected at most ${MAX_ACTION_BYTES / 1e6} MB.` };
  return null;
}

/** A form or a call of a page's action: the framework decodes its body before any code of ours is reached. */
function isAction({ method, headers, url = "" }: IncomingMessage): boolean {
  return (
    method === "POST" && !url.startsWith("/api/") && (headers["next-action"] !== undefined || isForm(headers))
  );
}
const isForm = (headers: IncomingMessage["headers"]) =>
  /^(multipart\/form-data|application\/x-www-form-urlencoded)/.test(headers["content-type"] ?? "");

/** An error before any action was reached comes from the body that was sent, which is not our fault but the sender's. */
function blameRequest(response: ServerResponse, trial: ActionTrial): void {
  const writeHead = response.writeHead.bind(response) as (...given: unknown[]) => ServerResponse;
  const status = (code: number) => (code === 500 && !trial.reached ? 400 : code);
  // Every form of `writeHead` begins with the status, and without it the status is the field's.
  response.writeHead = (code: number, ...more: unknown[]) => writeHead(status(code), ...more);
}

/**
 * Says by `x-forwarded-*` who is asking, in place of what the request says itself. Behind the proxy that `TUTTI_URL` names by
 * https, which Tutti itself never speaks, the client is the last hop that the proxy has added; else whoever has connected.
 */
function nameClient({ headers, socket }: IncomingMessage, isSecure: boolean): void {
  const last = isSecure ? headers["x-forwarded-for"]?.toString().split(",").at(-1)?.trim() : undefined;
  headers["x-forwarded-for"] = last || socket.remoteAddress;
  headers["x-forwarded-proto"] = isSecure ? "https" : "http";
  headers["x-forwarded-host"] = headers.host;
  for (const name of ["x-forwarded-port", "x-real-ip", "forwarded", "via"]) delete headers[name];
}
