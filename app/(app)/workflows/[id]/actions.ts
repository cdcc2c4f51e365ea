"use server";

import { action } from "@/lib/server/action";
import { takeStart } from "@/lib/server/runs/start-limit";
import * as start from "@/lib/server/runs/start-run";

export const startRun = action(start.StartRun, (viewer, input) => {
  takeStart(viewer);
  return start.startRun(viewer, input);
});
