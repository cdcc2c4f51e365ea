import { routeAnswer } from "@/lib/server/route";
import { cancelRun } from "@/lib/server/runs/runs";

/** Asks a run to stop. A route and no action, because a browser sends its actions one after another. */
export function POST(
  request: Request,
  { params }: RouteContext<"/api/w/[workspace]/runs/[id]/cancel">,
): Promise<Response> {
  return routeAnswer(request, { right: "run", params }, async (viewer, { id }) =>
    Response.json(await cancelRun(viewer, id)),
  );
}
