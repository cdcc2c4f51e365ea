import { readText, routeAnswer } from "@/lib/server/route";
import { importWorkflow, MAX_FILE_BYTES } from "@/lib/server/workflows/workflow-file";

/** Makes a workflow from a file: the request's body. */
export function POST(
  request: Request,
  { params }: RouteContext<"/api/w/[workspace]/workflows">,
): Promise<Response> {
  return routeAnswer(request, { right: "edit", params }, async (viewer) => {
    const text = await readText(request, MAX_FILE_BYTES, "Split the workflow.");
    return Response.json(await importWorkflow(viewer, text));
  });
}
