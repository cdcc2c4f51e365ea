import { viewerByToken } from "@/lib/server/accounts/api-token";
import { type Viewer, viewerOf } from "@/lib/server/accounts/viewer";
import { apiAnswer } from "@/lib/server/api/api-answer";
import { AppError } from "@/lib/server/app-error";
import type { Access, StreamRequest } from "@/lib/server/live/event-stream";
import { server } from "@/lib/server/ports";
import { routeAnswer } from "@/lib/server/route";

type Streamed = {
  /** Refuses when the viewer has no such thing. */
  require(viewer: Viewer, id: string): Promise<void>;
  follow(viewer: Viewer, id: string, request: StreamRequest): Promise<ReadableStream<Uint8Array>>;
};

/**
 * A route handler that streams: what follows `Last-Event-ID` or `?after=`. As a HEAD, which the framework sends here too,
 * it says whether there would be a stream.
 */
export function streamAnswer(
  request: Request,
  params: Promise<{ workspace: string; id: string }>,
  streamed: Streamed,
): Promise<Response> {
  return routeAnswer(request, { right: "see", params }, (viewer, { id }) =>
    streamTo(viewer, { request, id, viewerNow: () => viewerOf(request.headers, viewer.slug) }, streamed),
  );
}

/** As `streamAnswer`, for a program with a token. */
export function apiStreamAnswer(
  request: Request,
  params: Promise<{ id: string }>,
  streamed: Streamed,
): Promise<Response> {
  const viewerNow = async () => (await viewerByToken(request.headers)).viewer;
  return apiAnswer(request, "see", async ({ viewer }) =>
    streamTo(viewer, { request, id: (await params).id, viewerNow }, streamed),
  );
}

type Asked = {
  request: Request;
  id: string;
  /** Who the asker is by now. */
  viewerNow: () => Promise<Viewer | null>;
};

async function streamTo(
  viewer: Viewer,
  { request, id, viewerNow }: Asked,
  { require, follow }: Streamed,
): Promise<Response> {
  if (request.method === "HEAD") {
    await require(viewer, id);
    return new Response(null, { headers });
  }
  const { here } = await server();
  const stream = await follow(viewer, id, {
    after: knownOf(request),
    signal: request.signal,
    ending: here.streams.signal,
    access: () => accessNow(viewer, viewerNow),
  });
  return new Response(stream, { headers });
}

/** Another role ends a stream too: the page that comes again learns what it may show now. */
async function accessNow(viewer: Viewer, viewerNow: Asked["viewerNow"]): Promise<Access> {
  try {
    const now = await viewerNow();
    if (now === null || now.userId !== viewer.userId) return "signed-out";
    return now.workspaceId === viewer.workspaceId && now.role === viewer.role ? "same" : "changed";
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.code === "UNAUTHENTICATED") return "signed-out";
    if (error.code === "NOT_FOUND") return "changed";
    throw error;
  }
}

const headers = {
  "content-type": "text/event-stream",
  "cache-control": "no-store, no-transform",
  "x-accel-buffering": "no",
};

/** The last event that the asker knows. What is no number of an event stands for none; the stream itself sees to those of the future. */
function knownOf(request: Request): number {
  const asked = request.headers.get("last-event-id") ?? new URL(request.url).searchParams.get("after") ?? "";
  return /^\d+$/.test(asked) ? Math.min(Number(asked), Number.MAX_SAFE_INTEGER) : 0;
}
