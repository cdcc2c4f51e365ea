import { streamAnswer } from "@/app/stream-answer";
import { followRun, requireRun } from "@/lib/server/live/follow";

/** A run's events and live text, from `Last-Event-ID` or `?after=` on, as an event stream; a HEAD says whether there would be one. */
export function GET(
  request: Request,
  { params }: RouteContext<"/api/w/[workspace]/runs/[id]/events">,
): Promise<Response> {
  return streamAnswer(request, params, {
    require: requireRun,
    follow: (viewer, runId, asked) => followRun(viewer, { runId, ...asked }),
  });
}
