import { TryLimit } from "../accounts/try-limit.ts";
import type { Viewer } from "../accounts/viewer.ts";
import { AppError } from "../app-error.ts";

const MINUTE_MS = 60_000;

/** More starts than people or scripts need; only a runaway loop reaches it. */
const MOST = {
  person: { max: 300, windowMs: MINUTE_MS },
  workspace: { max: 1_000, windowMs: MINUTE_MS },
};

const persons = new TryLimit([MOST.person]);
const workspaces = new TryLimit([MOST.workspace]);

/** Counts a start of a run by this person at `now`, ms; refuses it when there were too many within a minute. */
export function takeStart({ userId, workspaceId }: Viewer, now = performance.now()): void {
  const mine = persons.take(userId, now);
  if (mine !== null) throw tooMany("You have", MOST.person.max, mine);
  const ours = workspaces.take(workspaceId, now);
  if (ours !== null) throw tooMany("This workspace has", MOST.workspace.max, ours);
}

function tooMany(who: string, max: number, waitMs: number): AppError {
  const seconds = Math.max(1, Math.ceil(waitMs / 1_000));
  return new AppError(
    "TOO_MANY",
    `${who} started ${max} runs within a minute, which is the most that is allowed. No run was started; try again in ${seconds} s.`,
    { retryAfterMs: waitMs },
  );
}
