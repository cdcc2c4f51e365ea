import { z } from "zod";
import type { Refusal } from "@/lib/views/answer.ts";

const Refused = z.object({ code: z.string(), message: z.string() });

type Posted = {
  /** Sent as JSON. */
  body?: object;
  /** Patience, ms. */
  timeoutMs: number;
};

/** What goes on after its page was closed may be so long, bytes, all of it together; browsers allow 64 KiB. */
const MAX_KEEPALIVE_BYTES = 60_000;

/**
 * Posts to a route of the app. Resolves with its JSON, or with its refusal; throws when the server did not answer, or
 * something between did. A short request is finished even if the page is closed meanwhile.
 */
export async function post(
  url: string,
  { body, timeoutMs }: Posted,
): Promise<{ ok: true; json: unknown } | Refusal> {
  const text = body && JSON.stringify(body);
  const response = await fetch(url, {
    method: "POST",
    ...(text !== undefined && { body: text, headers: { "content-type": "application/json" } }),
    keepalive: new Blob([text ?? ""]).size <= MAX_KEEPALIVE_BYTES,
    signal: AbortSignal.timeout(timeoutMs),
  });
  if (response.ok) return { ok: true, json: await response.json() };
  const refused = Refused.safeParse(await response.json().catch(() => null));
  if (!refused.success) throw new Error(`the answer to ${url} has the status ${response.status}`);
  return { ok: false, fields: {}, ...refused.data };
}
