import type { z } from "zod";
import type { Right } from "../views/roles.ts";
import { requireViewer, type Viewer } from "./accounts/viewer.ts";
import { parseInput, refusalOf } from "./action.ts";
import { AppError, type AppErrorCode } from "./app-error.ts";
import { refuseOtherOrigins } from "./origin.ts";

/** The HTTP status of each refusal. */
export const STATUS: Record<AppErrorCode, number> = {
  UNAUTHENTICATED: 401,
  NOT_FOUND: 404,
  INVALID: 400,
  CONFLICT: 409,
  REFUSED: 403,
  TOO_LARGE: 413,
  TOO_MANY: 429,
  UNAVAILABLE: 503,
  INTERNAL: 500,
};

/** Who may ask a route, and in which workspace: a right, and the route's parameters. */
export type Asked<R extends Right, P extends { workspace: string }> = { right: R; params: Promise<P> };

/**
 * A route handler in a workspace: checks the origin of what changes something, names the viewer, who must have the right,
 * calls one use case, and says a refusal as JSON with its status.
 */
export async function routeAnswer<R extends Right, P extends { workspace: string }>(
  request: Request,
  { right, params }: Asked<R, P>,
  work: (viewer: Viewer<R>, params: P) => Promise<Response>,
): Promise<Response> {
  try {
    if (!["GET", "HEAD"].includes(request.method)) refuseOtherOrigins(request.headers);
    const given = await params;
    return await work(await requireViewer(request.headers, given.workspace, right), given);
  } catch (error) {
    return routeError(error);
  }
}

/** An error as a route says it: JSON with its status, and when to try again where that is known. */
export function routeError(error: unknown): Response {
  const { code, message } = refusalOf(error);
  const headers = { "cache-control": "no-store", ...retryHeaders(error) };
  return Response.json({ code, message }, { status: STATUS[code], headers });
}

/** When to try again, where that is known. */
export function retryHeaders(error: unknown): { "retry-after"?: string } {
  if (!(error instanceof AppError) || error.retryAfterMs === null) return {};
  return { "retry-after": String(Math.max(1, Math.ceil(error.retryAfterMs / 1_000))) };
}

/** The JSON of a request's body as its schema has it; refused beyond `maxBytes` before all of it is in memory. */
export async function readJson<Schema extends z.ZodType>(
  request: Request,
  schema: Schema,
  maxBytes: number,
): Promise<z.output<Schema>> {
  const text = await readText(request, maxBytes);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new AppError("INVALID", `Expected JSON, got ${text.length} characters of something else.`, {
      cause,
    });
  }
  return parseInput(schema, json);
}

/** The text of a request's body; refused beyond `maxBytes` before all of it is in memory, with what to do then. */
export async function readText(request: Request, maxBytes: number, advice?: string): Promise<string> {
  const tooLarge = () =>
    new AppError("TOO_LARGE", [`Expected at most ${maxBytes / 1e6} MB.`, advice].join(" ").trim());
  if (Number(request.headers.get("content-length") ?? 0) > maxBytes) throw tooLarge();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength;
    if (size > maxBytes) throw tooLarge();
    chunks.push(chunk);
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
}
