import { AsyncLocalStorage } from "node:async_hooks";

/** Whether a request that calls an action has come so far that one of ours was begun. */
export type ActionTrial = { reached: boolean };

// The pages' code is bundled, the HTTP server's is not: both find the same one here.
const shared = globalThis as { tuttiActionTrial?: AsyncLocalStorage<ActionTrial> };
shared.tuttiActionTrial ??= new AsyncLocalStorage<ActionTrial>();
const trials = shared.tuttiActionTrial;

/** Does `work` for a request that calls an action; `watch` gets what `actionReached` will tell. */
export function tryingAction<T>(work: () => T, watch: (trial: ActionTrial) => void): T {
  const trial: ActionTrial = { reached: false };
  watch(trial);
  return trials.run(trial, work);
}

/** An action of ours has begun: what goes wrong from here on is not the request's fault. */
export function actionReached(): void {
  const trial = trials.getStore();
  if (trial !== undefined) trial.reached = true;
}
