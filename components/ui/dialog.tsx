"use client";

import { Dialog as Base } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import type { ReactElement, ReactNode } from "react";
import { iconButtonClass } from "./button-class.ts";
import { classNames } from "./class-names.ts";

type Props = {
  title: string;
  description?: ReactNode;
  children?: ReactNode;
  /** Buttons at the foot, the main one last. */
  footer?: ReactNode;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  trigger?: ReactElement<Record<string, unknown>>;
  width?: "narrow" | "wide";
};

/** A task of its own above the page. Escape, the cross and a press outside close it; focus goes back to where it was. */
export function Dialog(props: Props) {
  const { title, description, children, footer, open, onOpenChange, trigger, width = "narrow" } = props;
  return (
    <Base.Root open={open} onOpenChange={onOpenChange && ((next) => onOpenChange(next))}>
      {trigger && <Base.Trigger render={trigger} />}
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-scrim transition-opacity duration-200 data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <Base.Viewport className="fixed inset-0 z-40 flex items-start justify-center overflow-y-auto p-3 pt-[12dvh]">
          <Base.Popup
            className={classNames(
              "flex max-h-[80dvh] w-full flex-col rounded-panel bg-raised shadow-float outline-none transition-[opacity,translate] duration-200 data-ending-style:opacity-0 data-starting-style:translate-y-1 data-starting-style:opacity-0",
              width === "narrow" ? "max-w-110" : "max-w-180",
            )}
          >
            <header className="flex items-start gap-3 p-4 pb-3">
              <div className="min-w-0 flex-1">
                <Base.Title className="font-strong text-15">{title}</Base.Title>
                {description && (
                  <Base.Description className="mt-1 text-13 text-ink-soft">{description}</Base.Description>
                )}
              </div>
              <Base.Close aria-label="Close" className={classNames(iconButtonClass(), "-mt-1 -mr-1")}>
                <X size={16} aria-hidden />
              </Base.Close>
            </header>
            {children && <div className="min-h-0 flex-1 overflow-y-auto px-4 pt-1 pb-4">{children}</div>}
            {footer && (
              <footer className="flex flex-wrap justify-end gap-2 border-line border-t px-4 py-3">
                {footer}
              </footer>
            )}
          </Base.Popup>
        </Base.Viewport>
      </Base.Portal>
    </Base.Root>
  );
}

/** Closes the dialog or sheet it is in: `<DialogClose render={<Button>Cancel</Button>} />`. */
export const DialogClose = Base.Close;
