"use client";

import { Redo2, Undo2 } from "lucide-react";
import { IconButton } from "@/components/ui/icon-button.tsx";
import { useWorkflow } from "./use-workflow.ts";

/** In the bar above, or where that has no room, beside the canvas's own buttons. */
export function UndoButtons() {
  const canUndo = useWorkflow((state) => state.history.undo.length > 0);
  const canRedo = useWorkflow((state) => state.history.redo.length > 0);
  const undo = useWorkflow((state) => state.undo);
  const redo = useWorkflow((state) => state.redo);
  return (
    <div className="flex">
      <IconButton
        label="Undo"
        keys="Mod Z"
        icon={<Undo2 size={16} aria-hidden />}
        aria-disabled={!canUndo}
        onClick={undo}
      />
      <IconButton
        label="Redo"
        keys="Mod Shift Z"
        icon={<Redo2 size={16} aria-hidden />}
        aria-disabled={!canRedo}
        onClick={redo}
      />
    </div>
  );
}
