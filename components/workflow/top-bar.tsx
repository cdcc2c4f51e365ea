"use client";

import { History, PanelLeft, PanelRight } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button.tsx";
import { IconButton } from "@/components/ui/icon-button.tsx";
import { soon } from "@/components/ui/later.tsx";
import { SaveNote } from "./save-note.tsx";
import { UndoButtons } from "./undo-buttons.tsx";
import { WorkflowName } from "./workflow-name.tsx";
import type { WorkflowPageProps } from "./workflow-props.ts";

const ProblemsButton = soon(async () => (await import("./problems-button.tsx")).ProblemsButton);

type Props = Pick<WorkflowPageProps, "renameWorkflow" | "runControls"> & {
  narrow: boolean;
  /** Something is selected, so there are settings to show. */
  selects: boolean;
  onToggleLeft: () => void;
  /** Absent: there are no versions. */
  onVersions?: (() => void) | undefined;
  /** The person comes back from a version. */
  fromVersion: boolean;
  onToggleRight: () => void;
  onGoTo: (nodeId: string | undefined) => void;
};

/** The bar of 44 px over the canvas: name, stored or not, undo, problems, and the controls of a run. */
export function TopBar({
  renameWorkflow,
  runControls,
  narrow,
  selects,
  onToggleLeft,
  onVersions,
  fromVersion,
  onToggleRight,
  onGoTo,
}: Props) {
  return (
    <header className="flex h-11 shrink-0 items-center gap-1 border-line border-b bg-surface px-2">
      <IconButton
        label={narrow ? "Add and outline" : "Show or hide the left panel"}
        icon={<PanelLeft size={16} aria-hidden />}
        onClick={onToggleLeft}
      />
      <WorkflowName renameWorkflow={renameWorkflow} />
      <SaveNote />
      <span className="min-w-2 flex-1" />
      {!narrow && <UndoButtons />}
      <ProblemsButton onGoTo={onGoTo} />
      {onVersions && <VersionsButton autoFocus={fromVersion} onClick={onVersions} />}
      {runControls && <RunGroup>{runControls}</RunGroup>}
      <IconButton
        label={narrow ? "Settings of the selection" : "Show or hide the inspector"}
        icon={<PanelRight size={16} aria-hidden />}
        disabled={!selects}
        onClick={onToggleRight}
      />
    </header>
  );
}

function RunGroup({ children }: { children: ReactNode }) {
  return (
    <>
      <span aria-hidden className="mx-1 h-5 w-px bg-line" />
      <div className="flex items-center gap-2">{children}</div>
      <span aria-hidden className="mx-1 h-5 w-px bg-line max-sm:hidden" />
    </>
  );
}

/** With the word where there is room for it. */
function VersionsButton(look: { autoFocus: boolean; onClick: () => void }) {
  const name = "Publish and versions";
  const icon = <History size={16} aria-hidden />;
  return (
    <>
      <IconButton {...look} label={name} icon={icon} className="xl:hidden" />
      <Button {...look} size={28} variant="ghost" aria-label={name} icon={icon} className="max-xl:hidden">
        Publish
      </Button>
    </>
  );
}
