import { routeAnswer } from "@/lib/server/route";
import { readValue } from "@/lib/server/runs/runs";

/** The JSON text of a value too large for its event. */
export function GET(
  request: Request,
  { params }: RouteContext<"/api/w/[workspace]/runs/[id]/values/[hash]">,
): Promise<Response> {
  return routeAnswer(request, { right: "see", params }, async (viewer, { id, hash }) => {
    return new Response(await readValue(viewer, id, hash), {
      headers: { "content-type": "application/json", "cache-control": "private, no-store" },
    });
  });
}
