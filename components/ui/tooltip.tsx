"use client";

import { Tooltip as Base } from "@base-ui/react/tooltip";
import type { ReactElement, ReactNode } from "react";
import { KeyHint } from "./key-hint.tsx";

type Props = {
  content: ReactNode;
  children: ReactElement<Record<string, unknown>>;
  keys?: string;
  side?: "top" | "right" | "bottom" | "left";
};

/** A hint for sighted people on hover and focus. What it wraps needs a name of its own. */
export function Tooltip({ content, children, keys, side = "top" }: Props) {
  return (
    <Base.Root>
      <Base.Trigger render={children} />
      <Base.Portal>
        <Base.Positioner sideOffset={6} side={side} className="z-50">
          <Base.Popup className="flex max-w-72 items-center gap-2 rounded-control bg-ink px-2 py-1 text-12 text-paper transition-opacity data-ending-style:opacity-0 data-instant:transition-none data-starting-style:opacity-0">
            {content}
            {keys && <KeyHint keys={keys} onInk />}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

/** Shares one delay between all tooltips, so that the second of a row comes at once. */
export function TooltipProvider({ children }: { children: ReactNode }) {
  return (
    <Base.Provider delay={400} closeDelay={0}>
      {children}
    </Base.Provider>
  );
}
