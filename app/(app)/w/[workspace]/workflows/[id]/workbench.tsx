"use client";

import { useRouter } from "next/navigation";
import { useCallback, useMemo } from "react";
import { bindActions } from "@/app/bind-actions";
import { cancelBy } from "@/components/run/cancel-run";
import { RunningWorkflow } from "@/components/run/running-workflow";
import type { VersionActions } from "@/components/versions/version-actions";
import { checkSqlBy } from "@/components/workflow/check-sql";
import { saveTo } from "@/components/workflow/save-to";
import type { WorkflowLibrary } from "@/components/workflow/workflow-library";
import type { LoadPublished, WorkflowPageProps } from "@/components/workflow/workflow-props";
import type { WorkflowDocument } from "@/lib/graph/graph";
import type { RunSetup } from "@/lib/views/run-setup";
import { workspaceApi } from "@/lib/views/workspace-path";
import { renameWorkflow } from "../../actions";
import { makeLink } from "../../links/actions";
import {
  compareVersions,
  listVersions,
  loadPublished,
  publishVersion,
  readVersion,
  startRun,
  trySql,
  usableWorkflows,
} from "./actions";

type Props = {
  /** The slug of the workspace. */
  workspace: string;
  workflow: { id: string; name: string; document: WorkflowDocument; seq: number };
  setup: RunSetup;
} & Pick<WorkflowPageProps, "connections" | "prices" | "published" | "lastRun" | "remembered" | "userId">;

/** Joins the page of a workflow to the actions for this one workflow. */
export function Workbench({ workspace, workflow, setup, ...page }: Props) {
  const { id, name, document, seq } = workflow;
  const router = useRouter();
  const api = (path: string) => workspaceApi(workspace, path);
  const runsUrl = api("/runs");
  const editsUrl = api(`/workflows/${id}/edits`);
  const connectionsUrl = api("/connections");
  const acts = useMemo(() => bindActions(workspace, actions), [workspace]);
  const versions = useMemo(() => versionsOf(acts, id), [acts, id]);
  const load = useCallback<LoadPublished>(
    (pins) => acts.loadPublished({ workflowId: id, pins: [...pins] }),
    [acts, id],
  );
  const library = useMemo(() => libraryOf(acts, id, load), [acts, id, load]);
  const checkSql = useMemo(() => checkSqlBy(connectionsUrl), [connectionsUrl]);
  return (
    <RunningWorkflow
      workflow={{
        workflowId: id,
        name,
        document,
        seq,
        ...page,
        editsUrl,
        saveEdits: saveTo(editsUrl),
        trySql: acts.trySql,
        checkSql,
        loadPublished: load,
        library,
        versions,
        async renameWorkflow(next) {
          const answer = await acts.renameWorkflow({ workflowId: id, name: next });
          // The tab's title says the name too.
          if (answer.ok) router.refresh();
          return answer;
        },
      }}
      running={{
        ...setup,
        runsUrl,
        start: (request) => acts.startRun({ workflowId: id, ...request }),
        cancel: cancelBy(runsUrl),
      }}
    />
  );
}

const actions = {
  makeLink,
  ...{ compareVersions, listVersions, loadPublished, publishVersion, readVersion },
  ...{ renameWorkflow, startRun, trySql, usableWorkflows },
};
type Acts = ReturnType<typeof bindActions<typeof actions>>;

const libraryOf = (acts: Acts, workflowId: string, published: LoadPublished): WorkflowLibrary => ({
  usable: () => acts.usableWorkflows({ workflowId }),
  published,
  compare: (other, pair) => acts.compareVersions({ workflowId: other, ...pair }),
});

const versionsOf = (acts: Acts, workflowId: string): VersionActions => ({
  list: () => acts.listVersions({ workflowId }),
  publish: (wanted) => acts.publishVersion({ workflowId, ...wanted }),
  read: (version) => acts.readVersion({ workflowId, version }),
  share: (wanted) => acts.makeLink({ workflowId, ...wanted }),
  compare: (pair) => acts.compareVersions({ workflowId, ...pair }),
});
