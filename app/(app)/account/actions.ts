"use server";

import { z } from "zod";
import * as account from "@/lib/server/accounts/own-account";
import { personAction } from "@/lib/server/action";

export const changeOwnName = personAction(account.OwnName, account.changeOwnName);

export const changePassword = personAction(account.NewPassword, account.changePassword);

export const endOtherSessions = personAction(z.strictObject({}), account.endOtherSessions);

export const endOneSession = personAction(z.strictObject({ id: z.string().max(100) }), account.endOneSession);
