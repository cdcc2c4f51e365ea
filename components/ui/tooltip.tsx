"use client";

import { Tooltip as Base } from "@base-ui/react/tooltip";
import { useEffect, useState } from "react";
import { KeyHint } from "./key-hint.tsx";
import { followPointer, type Tip } from "./tooltip-trigger.ts";

/**
 * The page's one tooltip, a hint for sighted people: on hover and focus it shows the name of what has `data-tip`, with
 * the keys that this says, if any. So whatever has one needs no code of its own, and none in the first load.
 */
export function Tooltip() {
  const [open, setOpen] = useState(false);
  // Kept when it closes, so that it fades where it stands.
  const [tip, setTip] = useState<Tip | null>(null);
  useEffect(
    () =>
      followPointer(document, (next) => {
        setOpen(next !== null);
        if (next) setTip(next);
      }),
    [],
  );
  return (
    <Base.Root open={open} onOpenChange={(next) => next || setOpen(false)}>
      <Base.Portal>
        <Base.Positioner anchor={tip?.anchor} sideOffset={6} side={tip?.side} className="z-50">
          <Base.Popup className="flex max-w-72 items-center gap-2 rounded-control bg-ink px-2 py-1 text-12 text-paper transition-opacity data-ending-style:opacity-0 data-instant:transition-none data-starting-style:opacity-0">
            {tip?.label}
            {tip?.keys && <KeyHint keys={tip.keys} onInk />}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
