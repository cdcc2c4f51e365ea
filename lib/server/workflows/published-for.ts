import type { Graph } from "../../graph/graph.ts";
import type { PublishedWorkflow } from "../../graph/issue.ts";
import type { PinnedWorkflow } from "../../graph/node.ts";
import { storedDocument } from "../../graph/parse-document.ts";
import type { Viewer } from "../accounts/viewer.ts";
import { server } from "../ports.ts";
import { workflowRecord } from "./workflow-record.ts";
import { isStorable, storablePins } from "./workflow-uses.ts";

/** How many versions a workflow may use, directly and through others. */
export const MOST_PUBLISHED = 200;
/** Plans may stand 8 deep inside each other. One level more is read, so that checks see what is too deep. */
const LEVELS = 9;

/** Versions that a graph uses; `all`: there are no more of them. */
export type Published = { workflows: PublishedWorkflow[]; all: boolean };

/**
 * The published versions that a graph uses, directly and through others, each once; of a deleted workflow, too. What isn't
 * there, or isn't the workspace's, is left out. It asks the database once for each level.
 */
export async function publishedFor(viewer: Viewer, graph: Graph): Promise<Published> {
  return publishedAt(viewer, storablePins(graph));
}

/** As `publishedFor`, for what a page of a workflow is about to use. */
export async function loadPublished(
  viewer: Viewer,
  { workflowId, pins }: { workflowId: string; pins: readonly PinnedWorkflow[] },
): Promise<{ workflows: PublishedWorkflow[] }> {
  const { db } = await server();
  await workflowRecord(db, viewer.workspaceId, workflowId);
  const { workflows } = await publishedAt(viewer, pins.filter(isStorable));
  return { workflows };
}

async function publishedAt(viewer: Viewer, pins: readonly PinnedWorkflow[]): Promise<Published> {
  const asked = new Set<string>();
  const workflows: PublishedWorkflow[] = [];
  let open = pins;
  for (let level = 0; level < LEVELS; level++) {
    const fresh = open.filter((pin) => !asked.has(keyOf(pin)) && asked.add(keyOf(pin)));
    if (fresh.length === 0) break;
    const room = MOST_PUBLISHED - workflows.length;
    const found = await read(viewer, fresh.slice(0, room));
    workflows.push(...found);
    if (fresh.length > room) return { workflows, all: false };
    open = found.flatMap((one) => storablePins(one.graph));
  }
  return { workflows, all: true };
}

const keyOf = ({ id, version }: PinnedWorkflow) => `${version} ${id}`;

type Row = {
  id: string;
  version: number;
  name: string;
  latest: number;
  deleted: boolean;
  document: string;
};

async function read(viewer: Viewer, pins: readonly PinnedWorkflow[]): Promise<PublishedWorkflow[]> {
  if (pins.length === 0) return [];
  const { db } = await server();
  const ids = pins.map(({ id }) => id);
  const versions = pins.map(({ version }) => version);
  const rows = await db.$queryRaw<Row[]>`
    SELECT version."workflowId" AS id, version.version, workflow.name, workflow."deletedAt" IS NOT NULL AS deleted,
      version.document, (
        SELECT max(other.version) FROM workflow_version AS other WHERE other."workflowId" = workflow.id
      ) AS latest
    FROM unnest(${ids}::text[], ${versions}::int[]) AS pin (id, version)
    JOIN workflow_version AS version ON version."workflowId" = pin.id AND version.version = pin.version
    JOIN workflow ON workflow.id = version."workflowId"
    WHERE workflow."workspaceId" = ${viewer.workspaceId}`;
  return rows.map(({ document, ...row }) => ({ ...row, graph: storedDocument(document).graph }));
}
