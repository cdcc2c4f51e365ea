import { server } from "@/lib/server/ports";
import { routeAnswer } from "@/lib/server/route";

/** Whether there is room on the disk, for the banner. */
export function GET(
  request: Request,
  { params }: RouteContext<"/api/w/[workspace]/room">,
): Promise<Response> {
  return routeAnswer(request, { right: "see", params }, async () => {
    const { room } = await server();
    return Response.json(room.state(), { headers: { "cache-control": "no-store" } });
  });
}
