import { viewerOf } from "@/lib/server/accounts/viewer";
import { followRun, requireRun } from "@/lib/server/live/follow";
import { routeAnswer } from "@/lib/server/route";

/**
 * A run's events and live text, from `Last-Event-ID` or `?after=` on, as an event stream. As a HEAD, which the framework
 * sends here too, it says whether there would be one.
 */
export function GET(request: Request, { params }: RouteContext<"/api/runs/[id]/events">): Promise<Response> {
  return routeAnswer(request, async (viewer) => {
    const { id } = await params;
    if (request.method === "HEAD") {
      await requireRun(viewer, id);
      return new Response(null, { headers });
    }
    const stream = await followRun(viewer, {
      runId: id,
      after: knownOf(request),
      signal: request.signal,
      stillAllowed: async () => (await viewerOf(request.headers))?.workspaceId === viewer.workspaceId,
    });
    return new Response(stream, { headers });
  });
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
