import { requireViewer, type Viewer } from "./accounts/viewer.ts";
import { refusalOf } from "./action.ts";
import { AppError, type AppErrorCode } from "./app-error.ts";
import { refuseOtherOrigins } from "./origin.ts";

const STATUS: Record<AppErrorCode, number> = {
  UNAUTHENTICATED: 401,
  NOT_FOUND: 404,
  INVALID: 400,
  CONFLICT: 409,
  REFUSED: 403,
  TOO_LARGE: 413,
  TOO_MANY: 429,
  INTERNAL: 500,
};

/** A route handler: checks the origin of what changes something, names the viewer, calls one use case, and says a refusal as JSON with its status. */
export async function routeAnswer(
  request: Request,
  work: (viewer: Viewer) => Promise<Response>,
): Promise<Response> {
  try {
    if (!["GET", "HEAD"].includes(request.method)) refuseOtherOrigins(request.headers);
    return await work(await requireViewer(request.headers));
  } catch (error) {
    return routeError(error);
  }
}

/** An error as a route says it: JSON with its status, and when to try again where that is known. */
export function routeError(error: unknown): Response {
  const { code, message } = refusalOf(error);
  const headers = new Headers({ "cache-control": "no-store" });
  if (error instanceof AppError && error.retryAfterMs !== null)
    headers.set("retry-after", String(Math.max(1, Math.ceil(error.retryAfterMs / 1_000))));
  return Response.json({ code, message }, { status: STATUS[code], headers });
}
