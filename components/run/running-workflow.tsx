"use client";

import { useCallback, useEffect, useMemo, useState } from "react";
import { useStore } from "zustand";
import { InsideContext } from "@/components/canvas/inside-context.ts";
import { openLatest } from "@/components/trace/inside/open-latest.ts";
import { later, soon, useFetchAhead } from "@/components/ui/later.tsx";
import { useInBrowser } from "@/components/ui/use-in-browser.ts";
import { WorkflowPage } from "@/components/workflow/workflow-page.tsx";
import type { WorkflowPageProps } from "@/components/workflow/workflow-props.ts";
import { type SampleRun, sampleRun } from "@/lib/trace/sample-run.ts";
import { rememberSetup } from "./remembered-setup.ts";
import { RunControls } from "./run-controls.tsx";
import type { RunSetupProps } from "./run-props.ts";
import { createRunSession, fetchInputCheck, type ShownSession } from "./run-session.ts";
import { RunSessionContext } from "./session-context.ts";

const RunPanel = soon(async () => (await import("./run-panel.tsx")).RunPanel);
const NodeRun = later(async () => (await import("./node-run.tsx")).NodeRun);
const SessionTitle = later(async () => (await import("./session-title.tsx")).SessionTitle);
const InsideShown = later(async () => (await import("./inside-shown.tsx")).InsideShown);
const ahead = [NodeRun.fetchAhead, SessionTitle.fetchAhead, fetchInputCheck];

type Slots = "paint" | "runControls" | "runPanel" | "nodeRun" | "inside" | "leaveInside";
type Props = { workflow: Omit<WorkflowPageProps, Slots>; running: RunSetupProps };

/** The page of a workflow that can be run: the workflow, with its run painted on the canvas and told under it. */
export function RunningWorkflow({ workflow, running }: Props) {
  const [session] = useState(() => createRunSession(running, rememberInAddress));
  useEffect(() => session.getState().renew(running), [session, running]);
  useEffect(() => rememberSetup(session, workflow.workflowId), [session, workflow.workflowId]);
  const shown = useStore(session, (state) => state.shown);
  const run = shown?.run ?? null;
  const inside = useStore(session, (state) => state.inside);
  const openInside = useStore(session, (state) => state.openInside);
  const open = useMemo(
    () => shown && openLatest({ run: shown.run, plan: shown.sources.plan, frame: null, onOpen: openInside }),
    [shown, openInside],
  );
  useEffect(() => run?.follow(), [run]);
  const lastRun = useLastRun(shown, workflow.lastRun ?? null);
  useFetchAhead(ahead);
  // The panel's code comes after the page's. A run that goes on has moved by then, so the server does not draw it.
  const drawn = useInBrowser() || !goesOn(running);
  const nodeRun = useCallback((nodeId: string) => <NodeRun nodeId={nodeId} />, []);
  return (
    <RunSessionContext value={session}>
      {shown && <SessionTitle shown={shown} name={workflow.name} />}
      <InsideContext value={open}>
        <WorkflowPage
          {...workflow}
          lastRun={lastRun}
          paint={shown?.paint ?? null}
          runControls={<RunControls />}
          runPanel={drawn ? <RunPanel /> : <div aria-busy />}
          nodeRun={run ? nodeRun : undefined}
          inside={shown && inside !== null ? <InsideShown shown={shown} inside={inside} /> : undefined}
          leaveInside={() => openInside(null)}
        />
      </InsideContext>
    </RunSessionContext>
  );
}

/** The values of the latest run that ended well: the one known at the start, until one does so on this page. */
function useLastRun(shown: ShownSession | null, known: SampleRun | null): SampleRun | null {
  const [ended, setEnded] = useState<SampleRun | null>(null);
  useEffect(() => {
    if (!shown?.isNew) return;
    const { run } = shown;
    const leave = run.subscribe(() => {
      const trace = run.head();
      if (trace.endedAt === null) return;
      leave();
      if (trace.state === "ok") setEnded(sampleRun(trace));
    });
    return leave;
  }, [shown]);
  return ended ?? known;
}

const goesOn = ({ shown }: RunSetupProps) => shown !== null && shown.events.at(-1)?.type !== "run-end";

/** A reload then shows this run again, or none. */
function rememberInAddress(runId: string | null) {
  const address = new URL(window.location.href);
  if (runId === null) address.searchParams.delete("run");
  else address.searchParams.set("run", runId);
  window.history.replaceState(null, "", address);
}
