import { WorkspaceLink } from "@/components/frame/workspace-link.tsx";
import { buttonClass } from "@/components/ui/button-class.ts";
import { TimeAgo } from "@/components/ui/time-ago.tsx";
import type { DeletedRun } from "@/lib/views/deleted-run.ts";

type Props = { run: DeletedRun };

/** Shown in place of a run that was deleted. */
export function DeletedRunPage({ run: { workflowName, startedAt, deletedAt, by } }: Props) {
  return (
    <div className="ruled flex min-h-full flex-1 flex-col items-center justify-center px-4 py-16">
      <div className="w-full max-w-100 rounded-panel border border-line bg-surface p-6">
        <h1 className="text-19">This run was deleted</h1>
        <p className="mt-1 text-ink-soft">
          It was a run of <span className="text-ink">{workflowName}</span>, started <TimeAgo at={startedAt} />
          .{" "}
          {by === null ? (
            <>
              It was deleted <TimeAgo at={deletedAt} />, because it was older than this workspace keeps runs.
            </>
          ) : (
            <>
              {by} deleted it <TimeAgo at={deletedAt} />.
            </>
          )}{" "}
          What it did outside is still there.
        </p>
        <div className="mt-4">
          <WorkspaceLink href="/runs" className={buttonClass({ variant: "primary" })}>
            To the runs
          </WorkspaceLink>
        </div>
      </div>
    </div>
  );
}
