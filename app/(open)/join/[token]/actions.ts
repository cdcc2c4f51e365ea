"use server";

import { openAction } from "@/lib/server/action";
import * as invitations from "@/lib/server/workspaces/invitations";

export const joinWorkspace = openAction(invitations.JoinByToken, invitations.joinWorkspace);

export const joinAsNew = openAction(invitations.JoinAsNew, invitations.joinAsNew);
