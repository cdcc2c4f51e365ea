"use client";

import { type KeyboardEvent, type PointerEvent, type ReactNode, useRef, useState } from "react";
import { classNames } from "./class-names.ts";
import { useRememberedSize } from "./use-remembered-size.ts";

type Props = {
  /** Under which the size is remembered in this browser. */
  id: string;
  /** Names the divider: "Size of the run panel". */
  label: string;
  /** "row": side by side; "column": one above the other. */
  direction: "row" | "column";
  /** Which of the two has the remembered size; the other takes the rest. */
  sized: "start" | "end";
  start: ReactNode;
  end: ReactNode;
  /** In px, of the sized panel. */
  defaultSize: number;
  minSize?: number;
  maxSize?: number;
  /** In px, what the other panel keeps in any case. */
  minRest?: number;
  className?: string;
};

/** Two panels with a divider that is dragged, or moved by arrow keys (Shift for larger steps, Home and End, Enter for the default). */
export function SplitPanel(props: Props) {
  const { id, label, direction, sized, start, end, defaultSize, className } = props;
  const { minSize = 160, maxSize = 960, minRest = 160 } = props;
  const [remembered, remember] = useRememberedSize(`tutti.split.${id}`, defaultSize);
  const [dragged, setDragged] = useState<number>();
  const root = useRef<HTMLDivElement>(null);
  const isRow = direction === "row";
  const clamp = (wanted: number) => {
    const box = root.current;
    const room = (box ? (isRow ? box.clientWidth : box.clientHeight) : Infinity) - minRest;
    return Math.round(Math.max(minSize, Math.min(wanted, maxSize, room)));
  };
  const size = dragged ?? remembered;

  const sizeAt = (event: PointerEvent): number => {
    const box = root.current?.getBoundingClientRect();
    if (!box) return size;
    if (sized === "start") return clamp(isRow ? event.clientX - box.left : event.clientY - box.top);
    return clamp(isRow ? box.right - event.clientX : box.bottom - event.clientY);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const [back, forward] = isRow ? ["ArrowLeft", "ArrowRight"] : ["ArrowUp", "ArrowDown"];
    const step = (event.shiftKey ? 64 : 16) * (sized === "start" ? 1 : -1);
    const moves: Record<string, number> = {
      [back ?? ""]: size - step,
      [forward ?? ""]: size + step,
      Home: minSize,
      End: maxSize,
      Enter: defaultSize,
    };
    const next = moves[event.key];
    if (next === undefined) return;
    event.preventDefault();
    remember(clamp(next));
  };

  const sizedStyle = { flex: `0 0 min(${size}px, calc(100% - ${minRest}px))` };
  const panel = "relative flex min-h-0 min-w-0 flex-col overflow-hidden";
  return (
    <div
      ref={root}
      className={classNames("flex min-h-0 min-w-0 flex-1", isRow ? "flex-row" : "flex-col", className)}
    >
      <div
        className={classNames(panel, sized === "end" && "flex-1")}
        style={sized === "start" ? sizedStyle : undefined}
      >
        {start}
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: a divider that moves is no <hr> */}
      <div
        role="separator"
        tabIndex={0}
        aria-label={label}
        aria-orientation={isRow ? "vertical" : "horizontal"}
        aria-valuenow={size}
        aria-valuemin={minSize}
        aria-valuemax={maxSize}
        onKeyDown={onKeyDown}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          setDragged(size);
        }}
        onPointerMove={(event) => dragged !== undefined && setDragged(sizeAt(event))}
        onPointerUp={(event) => {
          if (dragged !== undefined) remember(sizeAt(event));
          setDragged(undefined);
        }}
        onPointerCancel={() => setDragged(undefined)}
        onDoubleClick={() => remember(clamp(defaultSize))}
        className={classNames(
          "relative z-10 shrink-0 touch-none bg-line transition-colors after:absolute hover:bg-control focus-visible:bg-focus focus-visible:outline-offset-0",
          isRow
            ? "w-px cursor-col-resize after:inset-y-0 after:-inset-x-1"
            : "h-px cursor-row-resize after:inset-x-0 after:-inset-y-1",
          dragged !== undefined && "bg-control",
        )}
      />
      <div
        className={classNames(panel, sized === "start" && "flex-1")}
        style={sized === "end" ? sizedStyle : undefined}
      >
        {end}
      </div>
    </div>
  );
}
