import type { EventReader } from "./event-reader.ts";
import type { Workflow } from "./world.ts";

/**
 * A run under way, as a person with an open page knows it. `mark` is a word that all its requests hold. A run that was
 * started gated goes on from its first model call when it is let go: until then a test says where it shall be stopped.
 */
export type Watched = {
  runId: string;
  workflow: Workflow;
  mark: string;
  reader: EventReader;
  letGo(): void;
};

/** Settles when every run has ended on its page; rejects after a minute, naming those that have not. */
export async function allEnd(runs: Watched[], withinMs = 60_000): Promise<void> {
  const open = new Set(runs);
  const ends = runs.map(async (run) => {
    await run.reader.ended;
    open.delete(run);
  });
  const late = AbortSignal.timeout(withinMs);
  const over = new Promise<never>((_, reject) => {
    late.addEventListener("abort", () => {
      const left = [...open].map(({ runId, workflow, reader }) => {
        const last = reader.shown.at(-1)?.text.slice(0, 200) ?? "nothing";
        return `${workflow} ${runId}, ${reader.shown.length} events shown, the last: ${last}`;
      });
      reject(new Error(`not ended within ${withinMs / 1000} s: ${left.join("; ")}`));
    });
  });
  await Promise.race([Promise.all(ends), over]);
}
