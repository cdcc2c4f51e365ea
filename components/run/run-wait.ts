import { z } from "zod";

/** Why a run waits for a runner; `slots`: of all runners that could take it. */
export const RunWait = z.discriminatedUnion("because", [
  z.object({ because: z.literal("no-runner") }),
  z.object({ because: z.literal("no-slot"), slots: z.int() }),
  z.object({ because: z.literal("newer-format") }),
  z.object({ because: z.literal("no-room") }),
  z.object({ because: z.literal("next") }),
]);
export type RunWait = z.infer<typeof RunWait>;

/** What a waiting run waits for, in a few words. */
export function waitWords(wait: RunWait): string {
  switch (wait.because) {
    case "no-runner":
      return "Waits: no runner is at work";
    case "no-slot":
      return wait.slots === 1
        ? "Waits for a runner: its one slot is taken"
        : `Waits for a runner: all ${wait.slots} slots are taken`;
    case "newer-format":
      return "Waits for a newer Tutti";
    case "no-room":
      return "Waits for room on the disk";
    case "next":
      return "Waits for a runner";
  }
}
