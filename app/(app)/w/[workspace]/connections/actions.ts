"use server";

import { z } from "zod";
import { action } from "@/lib/server/action";
import * as quirks from "@/lib/server/connections/connection-quirks";
import * as connections from "@/lib/server/connections/connections";
import * as prices from "@/lib/server/connections/prices";
import * as recognise from "@/lib/server/connections/recognise-model";
import * as tests from "@/lib/server/connections/test-connection";

const Id = z.strictObject({ id: z.string().max(100) });

export const recogniseModel = action("connections", recognise.PastedKey, recognise.recogniseModel);

export const createConnection = action(
  "connections",
  connections.NewConnection,
  connections.createConnection,
);

export const updateConnection = action(
  "connections",
  connections.ChangedConnection,
  connections.updateConnection,
);

export const testConnection = action("connections", Id, (viewer, { id }) => tests.testConnection(viewer, id));

export const removeConnection = action("connections", Id, (viewer, { id }) =>
  connections.removeConnection(viewer, id),
);

export const setDefaultConnection = action("connections", Id, (viewer, { id }) =>
  connections.setDefaultConnection(viewer, id),
);

export const addQuirk = action("connections", quirks.NewQuirk, quirks.addQuirk);

export const removeQuirk = action("connections", Id, (viewer, { id }) => quirks.removeQuirk(viewer, id));

export const addPrice = action("connections", prices.NewPrice, prices.addPrice);

export const removePrice = action("connections", Id, (viewer, { id }) => prices.removePrice(viewer, id));
