"use client";

import { useRef } from "react";
import { classNames } from "@/components/ui/class-names.ts";

type Props = {
  /** What it resizes: "Inspector". */
  label: string;
  /** The side of the panel that the grip stands on. */
  side: "left" | "top";
  size: number;
  min: number;
  max: number;
  onResize: (size: number) => void;
};

/** The line between two panels, to drag or to move by arrow keys. */
export function EdgeGrip({ label, side, size, min, max, onResize }: Props) {
  const start = useRef<{ at: number; size: number } | null>(null);
  const clamp = (value: number) => Math.max(min, Math.min(max, value));
  const along = side === "left" ? "x" : "y";
  return (
    // biome-ignore lint/a11y/useSemanticElements: a separator that can be moved is no hr
    <div
      role="separator"
      aria-label={`Size of ${label}`}
      aria-orientation={side === "left" ? "vertical" : "horizontal"}
      aria-valuenow={Math.round(size)}
      aria-valuemin={min}
      aria-valuemax={max}
      tabIndex={0}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        start.current = { at: event[`client${along === "x" ? "X" : "Y"}`], size };
      }}
      onPointerMove={(event) => {
        if (!start.current) return;
        onResize(clamp(start.current.size + start.current.at - event[`client${along === "x" ? "X" : "Y"}`]));
      }}
      onPointerUp={() => {
        start.current = null;
      }}
      onKeyDown={(event) => {
        const grow = side === "left" ? "ArrowLeft" : "ArrowUp";
        const shrink = side === "left" ? "ArrowRight" : "ArrowDown";
        if (event.key !== grow && event.key !== shrink) return;
        event.preventDefault();
        onResize(clamp(size + (event.key === grow ? 16 : -16)));
      }}
      className={classNames(
        "absolute z-10 touch-none transition-colors hover:bg-line-strong active:bg-line-strong",
        side === "left"
          ? "-left-1 inset-y-0 w-1.5 cursor-col-resize"
          : "-top-1 inset-x-0 h-1.5 cursor-row-resize",
      )}
    />
  );
}
