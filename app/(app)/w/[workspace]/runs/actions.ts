"use server";

import { z } from "zod";
import { action } from "@/lib/server/action";
import * as runs from "@/lib/server/runs/delete-run";

const RunId = z.string().max(100);

export const deleteRun = action("delete", z.strictObject({ runId: RunId }), (viewer, { runId }) =>
  runs.deleteRun(viewer, runId),
);

export const pinRun = action("run", z.strictObject({ runId: RunId, pinned: z.boolean() }), runs.pinRun);
