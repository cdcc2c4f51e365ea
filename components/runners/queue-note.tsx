import { formatWholeSeconds } from "@/components/ui/format-duration.ts";
import { Notice } from "@/components/ui/notice.tsx";
import type { RunnerList } from "@/lib/views/runner-list.ts";

/** What waits for a runner in this workspace, since when, and why. */
export function QueueNote({ list }: { list: RunnerList }) {
  const { needNewer } = list.queue;
  return (
    <>
      <Waiting list={list} />
      {needNewer > 0 && (
        <Notice
          tone="warning"
          title={needNewer === 1 ? "1 run needs a newer Tutti" : `${needNewer} runs need a newer Tutti`}
        >
          A newer version began {needNewer === 1 ? "it" : "them"}, and no runner here is new enough to go on.
          Update Tutti where a runner works.
        </Notice>
      )}
    </>
  );
}

function Waiting({ list: { queue, runners, ownDatabase, at } }: { list: RunnerList }) {
  const { waiting, since } = queue;
  const living = runners.filter(({ lost, draining }) => !lost && !draining);
  const one = waiting === 1;
  const wait =
    since === null ? "" : `${one ? "It" : "The oldest"} has waited for ${formatWholeSeconds(at - since)}. `;
  if (living.length === 0)
    return (
      <Notice
        tone="warning"
        title={waiting === 0 ? "No runner is at work" : `No runner is at work, and ${runs(waiting)}`}
      >
        {wait}
        {ownDatabase
          ? "This server was started with TUTTI_RUNNER=off, and nobody else can reach its built-in database. Start it without, or give it a PostgreSQL (DATABASE_URL) that runners share."
          : waiting === 0
            ? "What is started now waits until there is one."
            : `${one ? "It begins" : "They begin"} as soon as there is one.`}
      </Notice>
    );
  if (waiting === 0)
    return <p className="text-13 text-ink-soft">No run of this workspace waits for a runner.</p>;
  const slots = living.reduce((sum, runner) => sum + runner.slots, 0);
  return (
    <Notice title={`${runs(waiting)} for a runner`}>
      {wait}
      {living.some((runner) => runner.busy < runner.slots)
        ? "There are free slots, so it should not be long."
        : `All ${slots} slots are taken; the next begins when one is free.`}
    </Notice>
  );
}

const runs = (count: number) => (count === 1 ? "1 run waits" : `${count} runs wait`);
