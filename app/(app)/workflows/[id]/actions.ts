"use server";

import { action } from "@/lib/server/action";
import * as start from "@/lib/server/runs/start-run";

export const startRun = action(start.StartRun, start.startRun);
