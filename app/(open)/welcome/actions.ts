"use server";

import { openAction } from "@/lib/server/action";
import { claimOwner, OwnerClaim } from "@/lib/server/claim-owner";

export const makeOwner = openAction(OwnerClaim, claimOwner);
