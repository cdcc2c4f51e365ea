import { parseInput } from "@/lib/server/action";
import { apiAnswer, apiJson } from "@/lib/server/api/api-answer";
import { apiRun } from "@/lib/server/api/api-reads";
import { ApiKey, ApiWait } from "@/lib/server/api/openapi";
import { startByApi, waitForEnd } from "@/lib/server/api/start-by-api";
import { readJson } from "@/lib/server/route";
import { ApiStart } from "@/lib/views/api";

/** The longest input of a run, and what is around it. */
const MAX_BYTES = 17_000_000;

/** Starts a run of a published version, and waits for its end if that is wanted. */
export function POST(
  request: Request,
  { params }: RouteContext<"/api/v1/workflows/[id]/runs">,
): Promise<Response> {
  return apiAnswer(request, "run", async (asker) => {
    const { id: workflowId } = await params;
    const wait = parseInput(ApiWait, new URL(request.url).searchParams.get("wait") ?? 0);
    const key = parseInput(ApiKey.nullable(), request.headers.get("idempotency-key"));
    const wanted = await readJson(request, ApiStart, MAX_BYTES);
    const { runId } = await startByApi(asker, { ...wanted, workflowId }, key);
    await waitForEnd(runId, wait * 1_000, request.signal);
    const run = await apiRun(asker.viewer, runId);
    if (run.endedAt !== null) return apiJson(run);
    return apiJson(run, { status: 202, headers: { location: `/api/v1/runs/${runId}` } });
  });
}
