import { z } from "zod";
import { PASSWORD_LENGTH } from "./auth.ts";

/** What a new account needs. */
export const NewAccount = z.strictObject({
  name: z.string().trim().min(1, "Enter your name.").max(120),
  email: z.email("Enter an email address such as ada@example.com.").max(200),
  password: z
    .string()
    .min(PASSWORD_LENGTH.min, `Use at least ${PASSWORD_LENGTH.min} characters.`)
    .max(PASSWORD_LENGTH.max, `Use at most ${PASSWORD_LENGTH.max} characters.`),
});
