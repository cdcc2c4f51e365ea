"use client";

import { useEffect, useRef, useState } from "react";
import { useStore } from "zustand";
import { Canvas, type CanvasCommands } from "@/components/canvas/canvas.tsx";
import { PaintContext } from "@/components/canvas/paint-context.ts";
import { fetchCommands } from "@/components/canvas/use-canvas-edits.ts";
import { useMay } from "@/components/frame/workspace-context.ts";
import { later, soon, useFetchAhead } from "@/components/ui/later.tsx";
import { toast } from "@/components/ui/toast.ts";
import { useRememberedSize } from "@/components/ui/use-remembered-size.ts";
import { useShownVersion } from "@/components/versions/shown-version.ts";
import { createDocumentStore, type DocumentStore } from "./document-store.ts";
import { EdgeGrip } from "./edge-grip.tsx";
import { Palette } from "./palette.tsx";
import { TopBar } from "./top-bar.tsx";
import { useLeaving } from "./use-leaving.ts";
import { useMedia, useNarrow } from "./use-media.ts";
import { usePageKeys } from "./use-page-keys.ts";
import { useProblems } from "./use-problems.ts";
import { usePublished } from "./use-published.ts";
import { useStatements } from "./use-statements.ts";
import { useStoredEdits } from "./use-stored-edits.ts";
import { WorkflowContext } from "./use-workflow.ts";
import type { WorkflowPageProps } from "./workflow-props.ts";

const Inspector = later(async () => (await import("@/components/inspector/inspector.tsx")).Inspector);
const WorkflowSettings = later(
  async () => (await import("@/components/inspector/workflow-settings.tsx")).WorkflowSettings,
);
const Outline = soon(async () => (await import("./outline.tsx")).Outline);
const LostTexts = later(async () => (await import("./lost-texts-view.tsx")).LostTexts);
const VersionsPanel = later(
  async () => (await import("@/components/versions/versions-panel.tsx")).VersionsPanel,
);
const ReaderWorkbench = later(async () => (await import("./reader-workbench.tsx")).ReaderWorkbench);
const VersionView = later(async () => (await import("@/components/versions/version-view.tsx")).VersionView);
const Sheet = later(async () => (await import("@/components/ui/sheet.tsx")).Sheet);
const ahead = [Inspector.fetchAhead, LostTexts.fetchAhead, WorkflowSettings.fetchAhead, fetchCommands];

/** The page of one workflow: its draft or, where the address names one, a published version. */
export function WorkflowPage(props: WorkflowPageProps) {
  const { workflowId, versions, lastRun, editsUrl, checkSql, loadPublished } = props;
  const [store] = useState(() => createDocumentStore(props));
  const version = useShownVersion();
  const [fromVersion, setFromVersion] = useState(false);
  if (version !== null && !fromVersion) setFromVersion(true);
  const narrow = useNarrow();
  const draws = useMay("edit");
  useEffect(() => store.setState({ draws }), [store, draws]);
  useLeaving(store);
  useStoredEdits(store, editsUrl);
  useProblems(store, workflowId);
  useStatements(store, draws ? checkSql : undefined);
  usePublished(store, loadPublished);
  useRefusals(store);
  useNewValues(store, lastRun);
  return (
    <WorkflowContext value={store}>
      {versions && version !== null ? (
        <VersionView key={version} version={version} read={versions.read} narrow={narrow} />
      ) : (
        <PaintContext value={props.paint ?? null}>
          {draws ? (
            <Workbench {...props} store={store} narrow={narrow} fromVersion={fromVersion} />
          ) : (
            <ReaderWorkbench {...props} narrow={narrow} />
          )}
        </PaintContext>
      )}
    </WorkflowContext>
  );
}

/** What can be added, the canvas, the settings of what is selected, and its run. */
function Workbench(
  props: WorkflowPageProps & { store: DocumentStore; narrow: boolean; fromVersion: boolean },
) {
  const { store, narrow, paint = null, runControls, runPanel, nodeRun, onSelectNode, renameWorkflow } = props;
  const { versions, inside, leaveInside } = props;
  const canvas = useRef<CanvasCommands>(null);
  const roomy = useMedia("(min-width: 1280px)", true);
  const [leftOpen, setLeftOpen] = useRememberedSize(roomy ? "tutti.left" : "tutti.left.small", roomy ? 1 : 0);
  const [rightOpen, setRightOpen] = useRememberedSize("tutti.inspector", 1);
  const [rightWidth, setRightWidth] = useRememberedSize("tutti.inspector.width", 360);
  const [bottomHeight, setBottomHeight] = useRememberedSize("tutti.run.height", 300);
  const hasLost = useStore(store, (state) => state.lostTexts.length > 0);
  const selects = useStore(store, (state) => state.selection.nodes.length + state.selection.edges.length > 0);
  const [sheet, setSheet] = useState<"left" | "right" | null>(null);
  const [versionsOpen, setVersionsOpen] = useState(false);
  // Its code is fetched when it is wanted, and it stays to slide out.
  const [versionsWanted, setVersionsWanted] = useState(false);

  const covered = inside !== undefined;
  const inspects = !narrow && rightOpen === 1 && selects;

  // The inspector takes room from the canvas: what was selected must not end up behind it.
  useEffect(() => {
    const [node] = store.getState().selection.nodes;
    if (inspects && node) requestAnimationFrame(() => canvas.current?.reveal(node));
  }, [inspects, store]);
  useFetchAhead(ahead);
  usePageKeys(store);
  useSelectionReport(store, onSelectNode);

  const add: React.ComponentProps<typeof Palette>["onAdd"] = (kind, toolType) => {
    setSheet(null);
    leaveInside?.();
    canvas.current?.add(kind, toolType);
  };
  const openSettings = (nodeId: string) => {
    if (narrow) setSheet("right");
    else setRightOpen(1);
    store.getState().goTo({ nodeId }, null);
  };
  const left = (
    <div className="flex h-full flex-col">
      <div className="max-h-[62%] shrink-0 overflow-y-auto border-line border-b">
        <Palette onAdd={add} />
      </div>
      <WorkflowSettings />
      <h2 className="border-line border-t px-4 pt-3 pb-1 text-12">Outline</h2>
      <Outline
        onReveal={(id) => {
          setSheet(null);
          leaveInside?.();
          canvas.current?.reveal(id);
        }}
      />
    </div>
  );
  const right = <Inspector nodeRun={nodeRun} onReveal={(id) => canvas.current?.reveal(id)} />;

  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <TopBar
        renameWorkflow={renameWorkflow}
        runControls={runControls}
        narrow={narrow}
        selects={selects}
        fromVersion={props.fromVersion}
        onToggleLeft={() => (narrow ? setSheet("left") : setLeftOpen(leftOpen ? 0 : 1))}
        onVersions={
          versions &&
          (() => {
            setVersionsWanted(true);
            setVersionsOpen(true);
          })
        }
        onToggleRight={() => (narrow ? setSheet("right") : setRightOpen(rightOpen ? 0 : 1))}
        onGoTo={(nodeId) => {
          if (narrow) setSheet("right");
          else setRightOpen(1);
          leaveInside?.();
          if (nodeId) canvas.current?.reveal(nodeId);
        }}
      />
      {hasLost && <LostTexts userId={props.userId} />}
      <div className="flex min-h-0 flex-1">
        {!narrow && leftOpen === 1 && (
          <aside
            aria-label="Add and outline"
            className="w-60 shrink-0 border-line border-r bg-surface max-md:hidden"
          >
            {left}
          </aside>
        )}
        <div className="flex min-w-0 flex-1 flex-col">
          <div className="relative min-h-0 flex-1">
            <div inert={covered} className="absolute inset-0">
              <Canvas
                paint={paint}
                commands={canvas}
                onOpen={openSettings}
                showOverview={!narrow}
                covered={covered}
              />
            </div>
            {covered && <div className="absolute inset-0 z-10">{inside}</div>}
          </div>
          {runPanel && (
            <section
              aria-label="Run"
              className="relative shrink-0 border-line border-t bg-surface"
              style={{ height: bottomHeight, maxHeight: "70%" }}
            >
              <EdgeGrip
                label="the run panel"
                side="top"
                size={bottomHeight}
                min={44}
                max={720}
                onResize={setBottomHeight}
              />
              {runPanel}
            </section>
          )}
        </div>
        {inspects && (
          <aside
            aria-label="Inspector"
            className="relative shrink-0 border-line border-l bg-surface max-md:hidden"
            style={{ width: rightWidth }}
          >
            <EdgeGrip
              label="the inspector"
              side="left"
              size={rightWidth}
              min={300}
              max={640}
              onResize={setRightWidth}
            />
            {right}
          </aside>
        )}
      </div>
      {versions && versionsWanted && (
        <VersionsPanel
          workflowId={props.workflowId}
          actions={versions}
          open={versionsOpen}
          onOpenChange={setVersionsOpen}
        />
      )}
      {narrow && (
        <>
          <Sheet
            title="Add and outline"
            side="left"
            open={sheet === "left"}
            onOpenChange={() => setSheet(null)}
          >
            {left}
          </Sheet>
          <Sheet title="Settings" side="bottom" open={sheet === "right"} onOpenChange={() => setSheet(null)}>
            {right}
          </Sheet>
        </>
      )}
    </div>
  );
}

/** Takes over the values of a run that has ended since the page was opened. */
function useNewValues(store: DocumentStore, lastRun: WorkflowPageProps["lastRun"]): void {
  useEffect(() => {
    if (lastRun) store.setState({ lastRun });
  }, [store, lastRun]);
}

/** Says why an edit could not be made, once each. */
function useRefusals(store: DocumentStore): void {
  useEffect(
    () =>
      store.subscribe((state, before) => {
        if (state.refused && state.refused !== before.refused)
          toast.error("That was not done", { description: state.refused.message });
      }),
    [store],
  );
}

function useSelectionReport(store: DocumentStore, report: WorkflowPageProps["onSelectNode"]): void {
  useEffect(() => {
    if (!report) return;
    return store.subscribe((state, before) => {
      const only = (nodes: readonly string[]) => (nodes.length === 1 ? (nodes[0] ?? null) : null);
      const now = only(state.selection.nodes);
      if (now !== only(before.selection.nodes)) report(now);
    });
  }, [store, report]);
}
