import { routeAnswer } from "@/lib/server/route";
import { exportAudit } from "@/lib/server/workspaces/audit";

/** The audit as JSON Lines, to keep elsewhere. */
export function GET(
  request: Request,
  { params }: RouteContext<"/api/w/[workspace]/audit">,
): Promise<Response> {
  return routeAnswer(request, { right: "audit", params }, async (viewer, { workspace }) => {
    const lines = exportAudit(viewer);
    const body = new ReadableStream<string>({
      async pull(into) {
        const { done, value } = await lines.next();
        if (done) into.close();
        else into.enqueue(value);
      },
    });
    return new Response(body.pipeThrough(new TextEncoderStream()), {
      headers: {
        "content-type": "application/jsonl; charset=utf-8",
        "content-disposition": `attachment; filename="audit-${workspace}.jsonl"`,
        "cache-control": "private, no-store",
      },
    });
  });
}
