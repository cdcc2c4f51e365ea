import type { Answer } from "@/lib/views/answer.ts";
import type { MemberId, MemberRole, NewInvitation } from "@/lib/views/members.ts";

/** What the page of people does by the server. */
export type MemberActions = {
  changeRole: (change: MemberRole) => Promise<Answer<object>>;
  removeMember: (who: MemberId) => Promise<Answer<object>>;
  leaveWorkspace: (nothing: Record<string, never>) => Promise<Answer<object>>;
  makeInvitation: (wanted: NewInvitation) => Promise<Answer<{ id: string; token: string }>>;
  revokeInvitation: (which: { id: string }) => Promise<Answer<object>>;
};
