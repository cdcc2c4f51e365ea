import { routeAnswer } from "@/lib/server/route";
import { listRunners } from "@/lib/server/runners/runners";

/** Who drives runs now, for the page that shows it. */
export function GET(
  request: Request,
  { params }: RouteContext<"/api/w/[workspace]/runners">,
): Promise<Response> {
  return routeAnswer(request, { right: "see", params }, async (viewer) =>
    Response.json(await listRunners(viewer), { headers: { "cache-control": "no-store" } }),
  );
}
