import { z } from "zod";

/** Why a run waits for a runner. */
export const RunWait = z.discriminatedUnion("because", [
  z.object({ because: z.literal("no-runner") }),
  /** `slots`: of all runners that could take it. */
  z.object({ because: z.literal("no-slot"), slots: z.int() }),
  z.object({ because: z.literal("newer-format") }),
  z.object({ because: z.literal("no-room") }),
  /** A runner has room for it and is about to take it. */
  z.object({ because: z.literal("next") }),
]);
export type RunWait = z.infer<typeof RunWait>;
