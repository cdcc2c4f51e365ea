"use server";

import { z } from "zod";
import * as tokens from "@/lib/server/accounts/api-token";
import { action } from "@/lib/server/action";
import { NewToken } from "@/lib/views/api-token";

export const makeToken = action("tokens", NewToken, tokens.makeToken);

export const revokeToken = action("tokens", z.strictObject({ id: z.string().max(100) }), tokens.revokeToken);
