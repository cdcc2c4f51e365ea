import { apiAnswer, apiJson } from "@/lib/server/api/api-answer";
import { apiRun } from "@/lib/server/api/api-reads";
import { cancelRun } from "@/lib/server/runs/runs";

/** Asks a run to stop, for programs. */
export function POST(
  request: Request,
  { params }: RouteContext<"/api/v1/runs/[id]/cancel">,
): Promise<Response> {
  return apiAnswer(request, "run", async ({ viewer }) => {
    const { id } = await params;
    await cancelRun(viewer, id);
    return apiJson(await apiRun(viewer, id), { status: 202 });
  });
}
