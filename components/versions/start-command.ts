import type { JsonObject } from "@/lib/graph/json.ts";

type Start = { origin: string; workflowId: string; version: number; input: JsonObject };

/**
 * A shell command that starts a version of a workflow by the HTTP API. The token stays a variable of the shell, so that the
 * command can be shared; the body is a quoted here-document, in which the shell expands nothing.
 */
export function startCommand({ origin, workflowId, version, input }: Start): string {
  return `curl "${origin}/api/v1/workflows/${workflowId}/runs?wait=30" \\
  -H "Authorization: Bearer $TUTTI_TOKEN" \\
  -H "Content-Type: application/json" \\
  --data-binary @- <<'END_OF_REQUEST'
${JSON.stringify({ version, input }, null, 2)}
END_OF_REQUEST
`;
}
