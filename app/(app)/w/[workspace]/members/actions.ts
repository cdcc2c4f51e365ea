"use server";

import { z } from "zod";
import { action } from "@/lib/server/action";
import * as invitations from "@/lib/server/workspaces/invitations";
import * as members from "@/lib/server/workspaces/members";
import { MemberId, MemberRole, NewInvitation } from "@/lib/views/members";

export const changeRole = action("members", MemberRole, members.changeRole);

export const removeMember = action("members", MemberId, members.removeMember);

export const leaveWorkspace = action("see", z.strictObject({}), members.leaveWorkspace);

export const makeInvitation = action("members", NewInvitation, invitations.makeInvitation);

export const revokeInvitation = action(
  "members",
  z.strictObject({ id: z.string().max(100) }),
  invitations.revokeInvitation,
);
