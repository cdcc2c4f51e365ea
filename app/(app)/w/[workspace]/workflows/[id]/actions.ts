"use server";

import { z } from "zod";
import { PinnedWorkflow } from "@/lib/graph/node";
import { SqlTrial } from "@/lib/graph/sql-trial";
import { action } from "@/lib/server/action";
import { takeStart } from "@/lib/server/runs/start-limit";
import * as start from "@/lib/server/runs/start-run";
import * as publish from "@/lib/server/workflows/publish-version";
import * as published from "@/lib/server/workflows/published-for";
import { tryStatement } from "@/lib/server/workflows/try-statement";
import * as usable from "@/lib/server/workflows/usable-workflows";
import * as versions from "@/lib/server/workflows/versions";
import { CompareVersions, PublishVersion, VersionOf } from "@/lib/views/workflow-version";

export const startRun = action("run", start.StartRun, (viewer, input) => {
  takeStart(viewer);
  return start.startRun(viewer, input);
});

export const trySql = action("edit", SqlTrial, tryStatement);

const WorkflowId = z.strictObject({ workflowId: z.string().max(100) });

export const publishVersion = action("publish", PublishVersion, publish.publishVersion);

export const listVersions = action("see", WorkflowId, (viewer, { workflowId }) =>
  versions.listVersions(viewer, workflowId),
);

export const readVersion = action("see", VersionOf, versions.readVersion);

export const compareVersions = action("see", CompareVersions, versions.compareVersions);

export const usableWorkflows = action("see", WorkflowId, (viewer, { workflowId }) =>
  usable.usableWorkflows(viewer, workflowId),
);

export const loadPublished = action(
  "see",
  WorkflowId.extend({ pins: z.array(PinnedWorkflow).max(published.MOST_PUBLISHED) }),
  published.loadPublished,
);
