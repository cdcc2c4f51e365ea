import { apiAnswer, apiJson } from "@/lib/server/api/api-answer";
import { apiWorkflows } from "@/lib/server/api/api-reads";

/** The workflows, for programs. */
export function GET(request: Request): Promise<Response> {
  return apiAnswer(request, "see", async ({ viewer }) => apiJson({ items: await apiWorkflows(viewer) }));
}
