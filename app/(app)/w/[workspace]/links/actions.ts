"use server";

import { z } from "zod";
import { action } from "@/lib/server/action";
import * as links from "@/lib/server/workflows/share-links";
import { NewLink } from "@/lib/views/share-link";

export const makeLink = action("link", NewLink, links.makeLink);

export const revokeLink = action("link", z.strictObject({ id: z.string().max(100) }), links.revokeLink);
