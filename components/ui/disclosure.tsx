"use client";

import { Collapsible as Base } from "@base-ui/react/collapsible";
import { ChevronRight } from "lucide-react";
import type { ReactNode } from "react";

type Props = {
  title: ReactNode;
  /** Beside the title, in sight also when closed: a count, a state. */
  aside?: ReactNode;
  children: ReactNode;
  defaultOpen?: boolean;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
};

/** A part that opens below its title; what is closed is not mounted. */
export function Disclosure({ title, aside, children, defaultOpen = false, open, onOpenChange }: Props) {
  return (
    <Base.Root
      defaultOpen={defaultOpen}
      open={open}
      onOpenChange={onOpenChange && ((next) => onOpenChange(next))}
      className="border-line border-b last:border-b-0"
    >
      <h3 className="flex items-center">
        <Base.Trigger className="group flex h-8 min-w-0 flex-1 items-center gap-1.5 rounded-mark px-3 text-left font-strong text-13 hover:bg-hover focus-visible:-outline-offset-2">
          <ChevronRight
            size={14}
            aria-hidden
            className="shrink-0 text-ink-faint transition-transform group-data-panel-open:rotate-90"
          />
          <span className="truncate">{title}</span>
          {aside && <span className="ml-auto flex shrink-0 items-center font-regular">{aside}</span>}
        </Base.Trigger>
      </h3>
      <Base.Panel className="px-3 pt-1 pb-3">{children}</Base.Panel>
    </Base.Root>
  );
}
