"use server";

import { claimOwner, OwnerClaim } from "@/lib/server/accounts/claim-owner";
import { openAction } from "@/lib/server/action";

export const makeOwner = openAction(OwnerClaim, claimOwner);
