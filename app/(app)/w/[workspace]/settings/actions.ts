"use server";

import { action } from "@/lib/server/action";
import * as settings from "@/lib/server/workspaces/settings";

export const renameWorkspace = action("settings", settings.Renamed, settings.renameWorkspace);

export const allowLinks = action("settings", settings.LinksAllowed, settings.allowLinks);

export const setRetention = action("settings", settings.Retention, settings.setRetention);

export const countOlder = action("settings", settings.Retention, settings.countOlder);
