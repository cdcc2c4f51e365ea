import Link from "next/link";
import { buttonClass } from "@/components/ui/button-class.ts";
import { TimeAgo } from "@/components/ui/time-ago.tsx";

type Props = {
  /** `by` is the person's name, or null: runs are not kept longer. Times are epoch ms. */
  run: { workflowName: string; startedAt: number; deletedAt: number; by: string | null };
};

/** What stands where a run was. */
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
          <Link href="/runs" className={buttonClass({ variant: "primary" })}>
            To the runs
          </Link>
        </div>
      </div>
    </div>
  );
}
