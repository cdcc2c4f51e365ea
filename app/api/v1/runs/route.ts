import { parseInput } from "@/lib/server/action";
import { apiAnswer, apiJson } from "@/lib/server/api/api-answer";
import { apiRuns } from "@/lib/server/api/api-reads";
import { ApiRunsQuery } from "@/lib/server/api/openapi";

/** The runs, for programs. */
export function GET(request: Request): Promise<Response> {
  return apiAnswer(request, "see", async ({ viewer }) => {
    const asked = Object.fromEntries(new URL(request.url).searchParams);
    const { workflow = null, status = null, before = null } = parseInput(ApiRunsQuery, asked);
    return apiJson(await apiRuns(viewer, { workflowId: workflow, status, before }));
  });
}
