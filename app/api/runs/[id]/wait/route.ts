import { routeAnswer } from "@/lib/server/route";
import { runWait } from "@/lib/server/runs/run-wait";

/** Why a run waits for a runner; null when it doesn't. */
export function GET(request: Request, { params }: RouteContext<"/api/runs/[id]/wait">): Promise<Response> {
  return routeAnswer(request, async (viewer) => {
    const wait = await runWait(viewer, (await params).id);
    return Response.json(wait, { headers: { "cache-control": "no-store" } });
  });
}
