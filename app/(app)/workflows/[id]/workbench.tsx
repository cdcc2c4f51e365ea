"use client";

import { useRouter } from "next/navigation";
import { useCallback, useMemo } from "react";
import { cancelBy } from "@/components/run/cancel-run";
import { RunningWorkflow } from "@/components/run/running-workflow";
import type { VersionActions } from "@/components/versions/version-actions";
import { checkSql } from "@/components/workflow/check-sql";
import { saveTo } from "@/components/workflow/save-to";
import type { WorkflowLibrary } from "@/components/workflow/workflow-library";
import type { LoadPublished, WorkflowPageProps } from "@/components/workflow/workflow-props";
import type { WorkflowDocument } from "@/lib/graph/graph";
import type { RunSetup } from "@/lib/views/run-setup";
import { renameWorkflow } from "../../actions";
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

const cancelRun = cancelBy("/api/runs");

type Props = {
  workflow: { id: string; name: string; document: WorkflowDocument; seq: number };
  setup: RunSetup;
} & Pick<WorkflowPageProps, "connections" | "prices" | "published" | "lastRun" | "remembered" | "userId">;

/** Joins the page of a workflow to the actions for this one workflow. */
export function Workbench({ workflow, setup, ...page }: Props) {
  const { id, name, document, seq } = workflow;
  const router = useRouter();
  const editsUrl = `/api/workflows/${id}/edits`;
  const versions = useMemo(() => versionsOf(id), [id]);
  const load = useCallback<LoadPublished>((pins) => loadPublished({ workflowId: id, pins: [...pins] }), [id]);
  const library = useMemo(() => libraryOf(id, load), [id, load]);
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
        trySql,
        checkSql,
        loadPublished: load,
        library,
        versions,
        async renameWorkflow(next) {
          const answer = await renameWorkflow({ workflowId: id, name: next });
          // The tab's title says the name too.
          if (answer.ok) router.refresh();
          return answer;
        },
      }}
      running={{
        ...setup,
        runsUrl: "/api/runs",
        start: (request) => startRun({ workflowId: id, ...request }),
        cancel: cancelRun,
      }}
    />
  );
}

const libraryOf = (workflowId: string, published: LoadPublished): WorkflowLibrary => ({
  usable: () => usableWorkflows({ workflowId }),
  published,
  compare: (other, pair) => compareVersions({ workflowId: other, ...pair }),
});

const versionsOf = (workflowId: string): VersionActions => ({
  list: () => listVersions({ workflowId }),
  publish: (note) => publishVersion({ workflowId, note }),
  read: (version) => readVersion({ workflowId, version }),
  compare: (pair) => compareVersions({ workflowId, ...pair }),
});
