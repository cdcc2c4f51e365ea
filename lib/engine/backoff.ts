import type { Retry } from "../graph/node.ts";
import type { Failure } from "../run/outcome.ts";
import { type Path, pathKey } from "../run/path.ts";
import type { AgentVisit, RunState, ToolVisit } from "../run/state.ts";

const LONGEST_WAIT_MS = 60_000;

/** FNV-1a, 32 bit: a number that depends on the text alone. Source: http://www.isthe.com/chongo/tech/comp/fnv/ */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash ^= text.charCodeAt(index);
    hash = Math.imul(hash, 0x01000193);
  }
  return hash >>> 0;
}

/** A failed attempt, counted from 1. `retryAfterMs`: what the other side asked for; 0 if nothing. */
type Attempt = { path: Path; attempt: number; baseMs: number; retryAfterMs: number };

/**
 * How long to wait before attempt `attempt + 1`, ms: `baseMs` doubled for each attempt, at most a minute; of that,
 * between half and all, decided by a hash of the path; and never less than the other side asked for.
 */
export function backoffMs({ path, attempt, baseMs, retryAfterMs }: Attempt): number {
  const whole = Math.min(LONGEST_WAIT_MS, baseMs * 2 ** Math.max(0, attempt - 1));
  const share = 0.5 + fnv1a(`${pathKey(path)}:${attempt}`) / 2 ** 33;
  return Math.max(Math.round(whole * share), retryAfterMs);
}

type Failed = {
  state: Pick<RunState, "at">;
  visit: AgentVisit | ToolVisit;
  path: Path;
  retry: Pick<Retry, "attempts" | "backoffMs">;
  failure: Failure;
};

/** When the next attempt of a visit is due, epoch ms; null where it has had all, or has no time left for one. */
export function retryAt({ state, visit, path, retry, failure }: Failed): number | null {
  if (visit.attempts >= retry.attempts) return null;
  const { backoffMs: baseMs } = retry;
  const dueAt =
    state.at + backoffMs({ path, attempt: visit.attempts, baseMs, retryAfterMs: failure.retryAfterMs ?? 0 });
  return visit.deadlineAt === null || dueAt < visit.deadlineAt ? dueAt : null;
}
