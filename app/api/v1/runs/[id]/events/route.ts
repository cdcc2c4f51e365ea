import { apiStreamAnswer } from "@/app/stream-answer";
import { followRun, requireRun } from "@/lib/server/live/follow";

/** A run's events as an event stream, for programs. */
export function GET(
  request: Request,
  { params }: RouteContext<"/api/v1/runs/[id]/events">,
): Promise<Response> {
  return apiStreamAnswer(request, params, {
    require: requireRun,
    follow: (viewer, runId, asked) => followRun(viewer, { runId, ...asked }),
  });
}
