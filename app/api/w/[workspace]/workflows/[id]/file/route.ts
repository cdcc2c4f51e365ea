import { routeAnswer } from "@/lib/server/route";
import { exportWorkflow } from "@/lib/server/workflows/workflow-file";

/** A workflow as a file to keep or to hand on. */
export function GET(
  request: Request,
  { params }: RouteContext<"/api/w/[workspace]/workflows/[id]/file">,
): Promise<Response> {
  return routeAnswer(request, { right: "see", params }, async (viewer, { id }) => {
    const { name, text } = await exportWorkflow(viewer, id);
    const file = `${name.replace(/[^\p{L}\p{N} _-]/gu, "").trim() || "workflow"}.json`;
    return new Response(text, {
      headers: {
        "content-type": "application/json",
        "content-disposition": `attachment; filename*=UTF-8''${encodeURIComponent(file)}`,
        "cache-control": "private, no-store",
      },
    });
  });
}
