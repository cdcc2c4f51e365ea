"use server";

import { SqlTrial } from "@/lib/graph/sql-trial";
import { action } from "@/lib/server/action";
import { takeStart } from "@/lib/server/runs/start-limit";
import * as start from "@/lib/server/runs/start-run";
import { tryStatement } from "@/lib/server/workflows/try-statement";

export const startRun = action(start.StartRun, (viewer, input) => {
  takeStart(viewer);
  return start.startRun(viewer, input);
});

export const trySql = action(SqlTrial, tryStatement);
