import { refuseOtherOrigins } from "@/lib/server/origin";
import { routeAnswer } from "@/lib/server/route";
import { importWorkflow, readBody } from "@/lib/server/workflows/workflow-file";

/** Makes a workflow from a file: the request's body. */
export function POST(request: Request): Promise<Response> {
  return routeAnswer(request, async (viewer) => {
    refuseOtherOrigins(request.headers);
    return Response.json(await importWorkflow(viewer, await readBody(request)));
  });
}
