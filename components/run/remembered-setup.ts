import { z } from "zod";
import { JsonObject } from "@/lib/graph/json.ts";
import { RunMode } from "@/lib/run/run-mode.ts";
import type { RunSession, RunSessionState } from "./run-session.ts";

const Remembered = z.object({
  mode: RunMode,
  instant: z.boolean(),
  priority: z.enum(["low", "normal", "high"]),
  draft: JsonObject.nullable(),
});
type Remembered = z.infer<typeof Remembered>;

/** Longer input is not remembered, characters of JSON: a browser stores little. */
const MAX_DRAFT_LENGTH = 200_000;

/**
 * Remembers in this browser how a workflow was last set up: the mode and what was typed into its form. Restores
 * that into the session, and keeps it up to date until the returned function is called.
 */
export function rememberSetup(session: RunSession, workflowId: string): () => void {
  const key = `tutti.run.${workflowId}`;
  const before = read(key);
  if (before) session.getState().recall(before);
  return session.subscribe((state, last) => {
    const now = pick(state);
    if (Object.values(pick(last)).every((value, index) => value === Object.values(now)[index])) return;
    write(key, now);
  });
}

const pick = ({ mode, instant, priority, draft }: RunSessionState): Remembered => ({
  mode,
  instant,
  priority,
  draft,
});

function read(key: string): Remembered | null {
  try {
    return Remembered.parse(JSON.parse(localStorage.getItem(key) ?? "null"));
  } catch {
    // Nothing stored, stored by another version, or a browser without storage.
    return null;
  }
}

function write(key: string, setup: Remembered): void {
  const long = JSON.stringify(setup.draft).length > MAX_DRAFT_LENGTH;
  try {
    localStorage.setItem(key, JSON.stringify(long ? { ...setup, draft: null } : setup));
  } catch {
    // A browser without storage, or without space: the form then starts with the latest run's input.
  }
}
