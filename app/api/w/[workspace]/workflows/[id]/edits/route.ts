import { streamAnswer } from "@/app/stream-answer";
import { followEdits, requireWorkflow } from "@/lib/server/live/follow-edits";
import { readJson, routeAnswer } from "@/lib/server/route";
import { saveEdits } from "@/lib/server/workflows/workflow-edits";
import { MAX_SAVE_BYTES, SaveEdits } from "@/lib/views/workflow-edits";

type Context = RouteContext<"/api/w/[workspace]/workflows/[id]/edits">;

/** A workflow's edits, from `Last-Event-ID` or `?after=` on, as an event stream; a HEAD says whether there would be one. */
export function GET(request: Request, { params }: Context): Promise<Response> {
  return streamAnswer(request, params, { require: requireWorkflow, follow: followEdits });
}

/** Stores edits. A route and no action, because a browser sends its actions one after another. */
export function POST(request: Request, { params }: Context): Promise<Response> {
  return routeAnswer(request, { right: "edit", params }, async (viewer, { id }) => {
    const sent = await readJson(request, SaveEdits, MAX_SAVE_BYTES);
    const answer = await saveEdits(viewer, { ...sent, workflowId: id });
    return Response.json(answer, { headers: { "cache-control": "no-store" } });
  });
}
