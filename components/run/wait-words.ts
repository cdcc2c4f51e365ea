import type { RunWait } from "@/lib/views/run-wait.ts";

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
