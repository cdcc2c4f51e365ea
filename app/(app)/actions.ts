"use server";

import { personAction } from "@/lib/server/action";
import * as workspaces from "@/lib/server/workspaces/workspace";

export const createWorkspace = personAction(workspaces.NewWorkspace, workspaces.addOwnWorkspace);
