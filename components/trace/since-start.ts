import { formatDuration } from "@/components/ui/format-duration.ts";

/** A moment as its distance from the run's start: "+1.2 s". */
export function sinceStart(at: number, startedAt: number): string {
  return `+${formatDuration(at - startedAt)}`;
}
