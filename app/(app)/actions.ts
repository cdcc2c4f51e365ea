"use server";

import { openAction } from "@/lib/server/action";
import * as workspaces from "@/lib/server/workspaces/workspace";

export const createWorkspace = openAction(workspaces.NewWorkspace, workspaces.addOwnWorkspace);
