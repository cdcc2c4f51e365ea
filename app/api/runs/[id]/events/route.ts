import { followRun } from "@/lib/server/follow";
import { routeAnswer } from "@/lib/server/route";
import { viewerOf } from "@/lib/server/viewer";

/** A run's events and live text, from `Last-Event-ID` or `?after=` on, as an event stream. */
export function GET(request: Request, { params }: RouteContext<"/api/runs/[id]/events">): Promise<Response> {
  return routeAnswer(request, async (viewer) => {
    const { id } = await params;
    const asked =
      request.headers.get("last-event-id") ?? new URL(request.url).searchParams.get("after") ?? "0";
    const stream = await followRun(viewer, {
      runId: id,
      after: /^\d{1,9}$/.test(asked) ? Number(asked) : 0,
      signal: request.signal,
      stillAllowed: async () => (await viewerOf(request.headers))?.workspaceId === viewer.workspaceId,
    });
    return new Response(stream, {
      headers: {
        "content-type": "text/event-stream",
        "cache-control": "no-store, no-transform",
        "x-accel-buffering": "no",
      },
    });
  });
}
