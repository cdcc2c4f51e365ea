"use server";

import { z } from "zod";
import { action } from "@/lib/server/action";
import * as runs from "@/lib/server/runs/runs";
import { takeStart } from "@/lib/server/runs/start-limit";
import * as start from "@/lib/server/runs/start-run";
import * as edits from "@/lib/server/workflows/workflow-edits";

export const saveEdits = action(edits.SaveEdits, edits.saveEdits);

export const startRun = action(start.StartRun, (viewer, input) => {
  takeStart(viewer);
  return start.startRun(viewer, input);
});

export const cancelRun = action(z.strictObject({ runId: z.string().max(100) }), (viewer, { runId }) =>
  runs.cancelRun(viewer, runId),
);
