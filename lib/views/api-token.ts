import { z } from "zod";
import { Role } from "./roles.ts";

/** A token as owners see it; the token itself is shown once, when it is made. Times are epoch ms. */
export type TokenRow = {
  id: string;
  name: string;
  /** Its last four characters. */
  last4: string;
  /** The most that it may do; who made it may be less by now, and then it is too. */
  role: Role;
  by: string;
  createdAt: number;
  expiresAt: number | null;
  usedAt: number | null;
};

/** What a token may be: the HTTP API reads, starts and cancels, and has nothing that takes more. */
export const TokenRole = Role.extract(["viewer", "operator"]);
export type TokenRole = z.infer<typeof TokenRole>;

/** The longest that a token may be valid, days. */
export const MOST_TOKEN_DAYS = 730;

export const NewToken = z.strictObject({
  name: z.string().trim().min(1, "Enter a name.").max(80, "Use at most 80 characters."),
  role: TokenRole,
  /** Null: until it is revoked. */
  days: z
    .int("a whole number of days")
    .min(1, "at least one day")
    .max(MOST_TOKEN_DAYS, `at most ${MOST_TOKEN_DAYS} days`)
    .nullable(),
});
export type NewToken = z.infer<typeof NewToken>;
