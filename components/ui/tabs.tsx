"use client";

import { Tabs as Base } from "@base-ui/react/tabs";
import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";

export type Tab = { id: string; label: string; icon?: ReactNode; count?: number; content: ReactNode };

type Props = {
  label: string;
  tabs: readonly Tab[];
  value?: string;
  defaultValue?: string;
  onValueChange?: (id: string) => void;
  className?: string;
  panelClassName?: string;
};

/** Pages of one panel, one in sight; only the shown one is mounted. */
export function Tabs({ label, tabs, value, defaultValue, onValueChange, className, panelClassName }: Props) {
  return (
    <Base.Root
      value={value}
      defaultValue={defaultValue ?? tabs[0]?.id}
      onValueChange={onValueChange && ((next) => onValueChange(String(next)))}
      className={classNames("flex min-h-0 flex-col", className)}
    >
      <Base.List aria-label={label} className="flex shrink-0 gap-1 overflow-x-auto border-line border-b px-2">
        {tabs.map((tab) => (
          <Base.Tab
            key={tab.id}
            value={tab.id}
            className="-mb-px flex h-8 items-center gap-1.5 whitespace-nowrap border-transparent border-b-2 px-2 text-13 text-ink-soft transition-colors hover:text-ink focus-visible:-outline-offset-2 data-active:border-ink data-active:font-strong data-active:text-ink"
          >
            {tab.icon}
            {tab.label}
            {tab.count !== undefined && <span className="figures text-11 text-ink-faint">{tab.count}</span>}
          </Base.Tab>
        ))}
      </Base.List>
      {tabs.map((tab) => (
        <Base.Panel
          key={tab.id}
          value={tab.id}
          className={classNames("min-h-0 flex-1 focus-visible:-outline-offset-2", panelClassName)}
        >
          {tab.content}
        </Base.Panel>
      ))}
    </Base.Root>
  );
}
