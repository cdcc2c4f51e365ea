"use server";

import { z } from "zod";
import { action } from "@/lib/server/action";
import * as demo from "@/lib/server/connections/demo";

export const setDemoOffline = action("edit", demo.SetOffline, demo.setDemoOffline);

export const resetDemo = action("edit", z.strictObject({}), demo.resetDemoCompany);
