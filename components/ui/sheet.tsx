"use client";

import { Dialog as Base } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import type { ReactElement, ReactNode } from "react";
import { iconButtonClass } from "./button-class.ts";
import { classNames } from "./class-names.ts";

type Props = {
  title: string;
  children: ReactNode;
  side?: "left" | "right" | "bottom";
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  trigger?: ReactElement<Record<string, unknown>>;
};

const sides = {
  left: "inset-y-0 left-0 w-80 max-w-[88vw] border-r data-starting-style:-translate-x-full data-ending-style:-translate-x-full",
  right:
    "inset-y-0 right-0 w-90 max-w-[92vw] border-l data-starting-style:translate-x-full data-ending-style:translate-x-full",
  bottom:
    "inset-x-0 bottom-0 max-h-[86dvh] rounded-t-panel border-t data-starting-style:translate-y-full data-ending-style:translate-y-full",
};

/** A panel that slides in from an edge, for what has no room beside the page on a narrow screen. */
export function Sheet({ title, children, side = "bottom", open, onOpenChange, trigger }: Props) {
  return (
    <Base.Root open={open} onOpenChange={onOpenChange && ((next) => onOpenChange(next))}>
      {trigger && <Base.Trigger render={trigger} />}
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-scrim transition-opacity duration-200 data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <Base.Popup
          className={classNames(
            "fixed z-40 flex flex-col border-line bg-surface outline-none transition-[translate] duration-200 ease-out",
            sides[side],
          )}
        >
          <header className="flex h-11 shrink-0 items-center gap-2 border-line border-b pr-2 pl-4">
            <Base.Title className="min-w-0 flex-1 truncate font-strong text-13">{title}</Base.Title>
            <Base.Close aria-label="Close" className={iconButtonClass({ size: 32 })}>
              <X size={16} aria-hidden />
            </Base.Close>
          </header>
          <div className="min-h-0 flex-1 overflow-y-auto">{children}</div>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
