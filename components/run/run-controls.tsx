"use client";

import { Play, Square } from "lucide-react";
import { useLiveRun } from "@/components/run/use-live-run.ts";
import { Button } from "@/components/ui/button.tsx";
import { soon } from "@/components/ui/later.tsx";
import type { LiveRun } from "./live-run.ts";
import { useSession, useStartRun } from "./session-context.ts";

const Estimate = soon(async () => (await import("./estimate-line.tsx")).Estimate);
const RunMode = soon(async () => (await import("./run-mode.tsx")).RunMode);
const BeforeRealRun = soon(async () => (await import("./real-run-problems.tsx")).BeforeRealRun);

/** In the page's bar: Simulated or Real, what it would cost, Run or Cancel. */
export function RunControls() {
  return (
    <>
      <RunMode />
      <Estimate />
      <BeforeRealRun />
      <RunButton />
    </>
  );
}

function RunButton() {
  const run = useSession((state) => state.shown?.run ?? null);
  return run ? <RunOrCancel run={run} /> : <StartButton />;
}

function RunOrCancel({ run }: { run: LiveRun }) {
  const cancel = useSession((state) => state.cancel);
  const ended = useLiveRun(run, (current) => current.head().endedAt !== null);
  const cancelling = useLiveRun(run, (current) => current.head().cancelRequestedAt !== null);
  if (ended) return <StartButton />;
  return (
    <Button size={28} busy={cancelling} icon={<Square size={12} aria-hidden />} onClick={cancel}>
      {cancelling ? "Cancelling" : "Cancel"}
    </Button>
  );
}

function StartButton() {
  const start = useStartRun();
  const starting = useSession((state) => state.starting);
  return (
    <Button
      size={28}
      variant="primary"
      busy={starting}
      icon={<Play size={14} aria-hidden fill="currentColor" />}
      onClick={() => start(null)}
    >
      Run
    </Button>
  );
}
