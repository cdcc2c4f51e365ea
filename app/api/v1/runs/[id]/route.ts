import { parseInput } from "@/lib/server/action";
import { apiAnswer, apiJson } from "@/lib/server/api/api-answer";
import { apiRun } from "@/lib/server/api/api-reads";
import { ApiWait } from "@/lib/server/api/openapi";
import { waitForEnd } from "@/lib/server/api/start-by-api";
import { requireRun } from "@/lib/server/live/follow";

/** A run and what came of it, for programs; waits for its end if that is wanted. */
export function GET(request: Request, { params }: RouteContext<"/api/v1/runs/[id]">): Promise<Response> {
  return apiAnswer(request, "see", async ({ viewer }) => {
    const { id } = await params;
    const wait = parseInput(ApiWait, new URL(request.url).searchParams.get("wait") ?? 0);
    await requireRun(viewer, id);
    await waitForEnd(id, wait * 1_000, request.signal);
    return apiJson(await apiRun(viewer, id));
  });
}
