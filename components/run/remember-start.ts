import { z } from "zod";
import { JsonObject } from "@/lib/graph/json.ts";
import { RunMode } from "@/lib/run/event.ts";
import type { RunSession } from "./run-session.ts";

const Remembered = z.object({
  mode: RunMode,
  instant: z.boolean(),
  priority: z.enum(["low", "normal", "high"]),
  draft: JsonObject.nullable(),
});

/**
 * Remembers for this tab how runs of the workflow are started and what was typed into the form, and brings it back after
 * a reload. Gives the way to stop. Storage that is closed to us only forgets it.
 */
export function rememberStart(
  session: RunSession,
  workflowId: string,
  storage = () => sessionStorage,
): () => void {
  const key = `run.start.${workflowId}`;
  const before = read(storage, key);
  if (before) {
    const { setup } = session.getState();
    const mode = before.mode === "real" && !setup.realModel.ready ? "simulated" : before.mode;
    session.setState({ ...before, mode });
  }
  return session.subscribe(({ mode, instant, priority, draft }, last) => {
    if (mode === last.mode && instant === last.instant && priority === last.priority && draft === last.draft)
      return;
    try {
      storage().setItem(key, JSON.stringify({ mode, instant, priority, draft }));
    } catch {
      // Full, or closed to us.
    }
  });
}

function read(storage: () => Storage, key: string): z.infer<typeof Remembered> | null {
  try {
    return Remembered.parse(JSON.parse(storage().getItem(key) ?? "null"));
  } catch {
    return null;
  }
}
