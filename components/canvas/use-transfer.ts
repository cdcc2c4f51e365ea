"use client";

import { useReactFlow } from "@xyflow/react";
import type { ClipboardEvent, DragEvent, RefObject } from "react";
import type { NodeKind } from "@/lib/graph/node.ts";
import type { ToolType } from "@/lib/graph/tool.ts";
import { isTyping } from "./is-typing.ts";
import { NODE_HEIGHT, NODE_WIDTH } from "./node-shape.ts";
import { PALETTE_DRAG_TYPE } from "./palette-drag.ts";
import type { CanvasEdits } from "./use-canvas-edits.ts";

/** What comes from elsewhere and goes there, as props of the canvas: the clipboard, and drags from the palette. */
export function useTransfer(
  edits: CanvasEdits,
  wrapper: RefObject<HTMLDivElement | null>,
  announce: (words: string) => void,
) {
  const flow = useReactFlow();

  const onDrop = (event: DragEvent) => {
    const [kind, toolType] = event.dataTransfer.getData(PALETTE_DRAG_TYPE).split(":");
    if (!kind) return;
    event.preventDefault();
    const at = flow.screenToFlowPosition({ x: event.clientX, y: event.clientY });
    // The palette put them there, from the same closed lists.
    edits.add(kind as NodeKind, {
      toolType: (toolType as ToolType) || null,
      at: { x: at.x - NODE_WIDTH / 2, y: at.y - NODE_HEIGHT / 2 },
    });
  };

  const onCopy = (event: ClipboardEvent, cut: boolean) => {
    if (isTyping(event.target)) return;
    const text = edits.copySelected();
    if (text === null) return;
    event.clipboardData.setData("text/plain", text);
    event.preventDefault();
    if (cut) edits.removeSelected();
    else announce("Copied");
  };

  const onPaste = (event: ClipboardEvent) => {
    if (isTyping(event.target)) return;
    const pane = wrapper.current?.getBoundingClientRect();
    if (!pane) return;
    event.preventDefault();
    const centre = flow.screenToFlowPosition({
      x: pane.left + pane.width / 2,
      y: pane.top + pane.height / 2,
    });
    edits.paste(event.clipboardData.getData("text/plain"), { centre });
  };

  return {
    onDragOver: (event: DragEvent) => {
      if (event.dataTransfer.types.includes(PALETTE_DRAG_TYPE)) event.preventDefault();
    },
    onDrop,
    onCopy: (event: ClipboardEvent) => onCopy(event, false),
    onCut: (event: ClipboardEvent) => onCopy(event, true),
    onPaste,
  };
}
