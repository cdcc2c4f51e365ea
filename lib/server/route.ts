import { requireViewer, type Viewer } from "./accounts/viewer.ts";
import { refusalOf } from "./action.ts";
import type { AppErrorCode } from "./app-error.ts";
import { refuseOtherOrigins } from "./origin.ts";

const STATUS: Record<AppErrorCode, number> = {
  UNAUTHENTICATED: 401,
  NOT_FOUND: 404,
  INVALID: 400,
  CONFLICT: 409,
  REFUSED: 403,
  TOO_LARGE: 413,
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
    const { code, message } = refusalOf(error);
    return Response.json(
      { code, message },
      { status: STATUS[code], headers: { "cache-control": "no-store" } },
    );
  }
}
