import { post } from "@/components/problem/post.ts";
import { SavedEdits } from "@/lib/views/workflow-edits.ts";
import type { SaveEdits } from "./workflow-props.ts";

/** A large edit over a slow line takes its time; who waits longer than this has lost the answer, ms. */
const PATIENCE_MS = 60_000;

/** Stores edits by the route at `url`. */
export function saveTo(url: string): SaveEdits {
  return async (baseSeq, edits) => {
    const answer = await post(url, { body: { baseSeq, edits }, timeoutMs: PATIENCE_MS });
    return answer.ok ? { ok: true, ...SavedEdits.parse(answer.json) } : answer;
  };
}
