import { z } from "zod";

/** Simulated runs use the built-in model and perform effects only on practice connections. */
export const RunMode = z.enum(["simulated", "real"]);
export type RunMode = z.infer<typeof RunMode>;
