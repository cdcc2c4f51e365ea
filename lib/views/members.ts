import { z } from "zod";
import { Role } from "./roles.ts";

/** A person in a workspace. Times are epoch ms. */
export type MemberRow = {
  userId: string;
  name: string;
  email: string;
  role: Role;
  joinedAt: number;
  /** When they last looked into the workspace; null: not yet. */
  seenAt: number | null;
};

/** An invitation as owners see it; its link is shown once, when it is made. */
export type InvitationRow = {
  id: string;
  role: Role;
  email: string | null;
  places: number;
  used: number;
  expiresAt: number;
  createdAt: number;
  by: string;
  /** `full`: everybody it was for has come. */
  state: "open" | "full" | "expired" | "revoked";
};

export const MemberRole = z.strictObject({ userId: z.string().max(100), role: Role });
export type MemberRole = z.infer<typeof MemberRole>;

export const MemberId = z.strictObject({ userId: z.string().max(100) });
export type MemberId = z.infer<typeof MemberId>;

/** The longest that an invitation may be open, days. */
export const MOST_DAYS = 30;
/** The most people that one invitation may be for. */
export const MOST_PLACES = 100;

export const NewInvitation = z.strictObject({
  role: Role,
  /** Empty: whoever has the link. */
  email: z.union([z.literal(""), z.email("Enter an email address such as ada@example.com.").max(200)]),
  places: z
    .int("a whole number of people")
    .min(1, "at least one person")
    .max(MOST_PLACES, `at most ${MOST_PLACES} people`),
  days: z
    .int("a whole number of days")
    .min(1, "at least one day")
    .max(MOST_DAYS, `at most ${MOST_DAYS} days`),
});
export type NewInvitation = z.infer<typeof NewInvitation>;

/** What the page of an invitation says before anybody joins. */
export type InvitationView = {
  workspace: string;
  role: Role;
  by: string;
  /** The only address that may use it; null: any. */
  email: string | null;
  expiresAt: number;
};
