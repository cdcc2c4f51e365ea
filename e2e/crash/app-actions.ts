import { readFileSync } from "node:fs";
import { z } from "zod";

const Manifest = z.object({
  node: z.record(z.string(), z.object({ exportedName: z.string(), filename: z.string() })),
});
const Answer = z.looseObject({ ok: z.boolean(), message: z.string().optional() });

let ids: Map<string, string> | undefined;

/** The ids under which the built app takes server actions, by their names. */
function actionId(name: string): string {
  ids ??= new Map(
    Object.entries(
      Manifest.parse(JSON.parse(readFileSync(".next/server/server-reference-manifest.json", "utf8"))).node,
    ).map(([id, { exportedName }]) => [exportedName, id]),
  );
  const id = ids.get(name);
  if (id === undefined) throw new Error(`The built app has no action ${name}: build it anew.`);
  return id;
}

/** Calls a server action as the workflow's page does, with a session's cookie; throws what it refuses. */
async function act(name: string, site: Site, workflowId: string, input: object): Promise<object> {
  const response = await fetch(`${site.url}/w/${site.slug}/workflows/${workflowId}`, {
    method: "POST",
    headers: {
      cookie: site.cookie,
      origin: site.url,
      accept: "text/x-component",
      "content-type": "text/plain;charset=UTF-8",
      "next-action": actionId(name),
    },
    body: JSON.stringify([site.slug, input]),
    signal: AbortSignal.timeout(20_000),
  });
  const text = await response.text();
  // The answer is row 1 of what React streams; rows of long texts before it end without a line break.
  const row = /1:(\{"ok":.*)$/m.exec(text)?.[1];
  if (row === undefined) throw new Error(`${name} answered ${response.status}: ${text.slice(0, 500)}`);
  const answer = Answer.parse(JSON.parse(row));
  if (!answer.ok) throw new Error(`${name} was refused: ${answer.message}`);
  return answer;
}

/** Where the app is, who asks, and the slug of the workspace. */
export type Site = { url: string; cookie: string; slug: string };

/** Starts a real run as the page's button does. */
export async function startRunOn(site: Site, workflowId: string, input: object): Promise<string> {
  const answer = await act("startRun", site, workflowId, { workflowId, mode: "real", input, instant: true });
  return z.object({ runId: z.string() }).parse(answer).runId;
}

/** Asks a run to stop as the page's button does. */
export async function cancelRunOn(site: Site, runId: string): Promise<void> {
  const response = await fetch(`${site.url}/api/w/${site.slug}/runs/${runId}/cancel`, {
    method: "POST",
    headers: { cookie: site.cookie, origin: site.url },
    signal: AbortSignal.timeout(20_000),
  });
  if (!response.ok) throw new Error(`Cancelling answered ${response.status}: ${await response.text()}`);
}
