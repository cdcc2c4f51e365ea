import type { Right } from "../../views/roles.ts";
import { type TokenViewer, viewerByToken } from "../accounts/api-token.ts";
import { type Viewer, withRight } from "../accounts/viewer.ts";
import { refusalOf } from "../action.ts";
import type { AppErrorCode } from "../app-error.ts";
import { retryHeaders, STATUS } from "../route.ts";

/** Who asks, known to have a right. */
export type Asker<R extends Right> = Omit<TokenViewer, "viewer"> & { viewer: Viewer<R> };

/**
 * A route of the HTTP API: names the viewer by the token in `Authorization`, and by nothing else, so that no page of another
 * site can ask in somebody's name; calls one use case, and says a refusal as a problem document.
 */
export async function apiAnswer<R extends Right>(
  request: Request,
  right: R,
  work: (asker: Asker<R>) => Promise<Response>,
): Promise<Response> {
  try {
    const { viewer, tokenId } = await viewerByToken(request.headers);
    return await work({ viewer: withRight(viewer, right), tokenId });
  } catch (error) {
    return apiProblem(error);
  }
}

const TITLES: Record<AppErrorCode, string> = {
  UNAUTHENTICATED: "No valid token",
  NOT_FOUND: "Not found",
  INVALID: "Not valid",
  CONFLICT: "Not possible as things are",
  REFUSED: "Not allowed",
  TOO_LARGE: "Too large",
  TOO_MANY: "Too many requests",
  UNAVAILABLE: "Not available at the moment",
  INTERNAL: "Something went wrong on our side",
};

/** An error as a problem document (RFC 9457). */
export function apiProblem(error: unknown): Response {
  const { code, message, fields } = refusalOf(error);
  const headers = new Headers({
    "content-type": "application/problem+json",
    "cache-control": "no-store",
    ...retryHeaders(error),
    ...(code === "UNAUTHENTICATED" && { "www-authenticate": "Bearer" }),
  });
  const status = STATUS[code];
  const problem = { type: "about:blank", title: TITLES[code], status, detail: message, code };
  const wrong = Object.keys(fields).length > 0 && { fields };
  return new Response(JSON.stringify({ ...problem, ...wrong }), { status, headers });
}

/** JSON that no cache keeps. */
export const apiJson = (body: object, init: ResponseInit = {}): Response =>
  Response.json(body, { ...init, headers: { ...init.headers, "cache-control": "no-store" } });
