import { SqlCheck } from "@/lib/graph/sql-trial";
import { readJson, routeAnswer } from "@/lib/server/route";
import { checkStatement } from "@/lib/server/workflows/try-statement";

const Sent = SqlCheck.omit({ connectionId: true }).strip();
const MAX_BYTES = 1_000_000;

/** Has a database read a statement, which is not run. A route and no action: a slow database holds nothing else up. */
export function POST(
  request: Request,
  { params }: RouteContext<"/api/w/[workspace]/connections/[id]/statement">,
): Promise<Response> {
  return routeAnswer(request, { right: "edit", params }, async (viewer, { id }) => {
    const sent = await readJson(request, Sent, MAX_BYTES);
    const answer = await checkStatement(viewer, { ...sent, connectionId: id });
    return Response.json(answer, { headers: { "cache-control": "no-store" } });
  });
}
