import { routeAnswer } from "@/lib/server/route";
import { runWait } from "@/lib/server/runs/run-wait";

/** Why a run waits for a runner; null when it doesn't. */
export function GET(
  request: Request,
  { params }: RouteContext<"/api/w/[workspace]/runs/[id]/wait">,
): Promise<Response> {
  return routeAnswer(request, { right: "see", params }, async (viewer, { id }) => {
    const wait = await runWait(viewer, id);
    return Response.json(wait, { headers: { "cache-control": "no-store" } });
  });
}
