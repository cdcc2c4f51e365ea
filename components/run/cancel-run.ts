import { post } from "@/components/problem/post.ts";
import type { CancelRun } from "./run-props.ts";

const PATIENCE_MS = 20_000;

/** Asks runs to stop by their routes, `<runsUrl>/<id>/cancel`. */
export function cancelBy(runsUrl: string): CancelRun {
  return async (runId) => {
    const answer = await post(`${runsUrl}/${runId}/cancel`, { timeoutMs: PATIENCE_MS });
    return answer.ok ? { ok: true } : answer;
  };
}
