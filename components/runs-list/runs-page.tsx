import { Activity } from "lucide-react";
import { Page } from "@/components/frame/page.tsx";
import { Panel } from "@/components/frame/panel.tsx";
import { WorkspaceLink } from "@/components/frame/workspace-link.tsx";
import { buttonClass } from "@/components/ui/button-class.ts";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import type { RunRow } from "@/lib/views/run-row.ts";
import { isFiltered, type RunsFilter, runsPath } from "@/lib/views/runs-filter.ts";
import { RunFilters } from "./run-filters.tsx";
import type { RunMenuActions } from "./run-menu.tsx";
import { RunTable } from "./run-table.tsx";

type Props = {
  runs: RunRow[];
  /** There are older runs than those shown. */
  more: boolean;
  filter: RunsFilter;
  workflows: { id: string; name: string }[];
  actions: RunMenuActions;
};

/** Every run of the workspace, the newest first. */
export function RunsPage({ runs, more, filter, workflows, actions }: Props) {
  const oldest = runs.at(-1);
  return (
    <Page title="Runs" actions={<RunFilters filter={filter} workflows={workflows} />}>
      {runs.length === 0 ? (
        <NoRuns filtered={isFiltered(filter)} />
      ) : (
        <div className="flex flex-col gap-4">
          <Panel flush>
            <RunTable runs={runs} actions={actions} />
          </Panel>
          <nav aria-label="Pages" className="flex justify-center gap-2">
            {filter.before !== null && (
              <WorkspaceLink href={runsPath({ ...filter, before: null })} className={buttonClass()}>
                Newest runs
              </WorkspaceLink>
            )}
            {more && oldest && (
              <WorkspaceLink
                href={runsPath({ ...filter, before: { startedAt: oldest.startedAt, runId: oldest.id } })}
                className={buttonClass()}
              >
                Older runs
              </WorkspaceLink>
            )}
          </nav>
        </div>
      )}
    </Page>
  );
}

function NoRuns({ filtered }: { filtered: boolean }) {
  if (filtered)
    return (
      <EmptyState
        icon={<Activity size={24} aria-hidden />}
        title="No run fits"
        action={
          <WorkspaceLink href="/runs" className={buttonClass()}>
            Show all runs
          </WorkspaceLink>
        }
      >
        There are runs, but none with this workflow and state.
      </EmptyState>
    );
  return (
    <EmptyState
      icon={<Activity size={24} aria-hidden />}
      title="No runs yet"
      action={
        <WorkspaceLink href="/" className={buttonClass({ variant: "primary" })}>
          Open a workflow
        </WorkspaceLink>
      }
    >
      Every run is recorded: what each agent received, what it answered, what it cost and why it went on as it
      did. Run a workflow, and its recording stands here.
    </EmptyState>
  );
}
