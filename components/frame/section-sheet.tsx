"use client";

import { Menu as MenuIcon } from "lucide-react";
import { useState } from "react";
import { iconButtonClass } from "@/components/ui/button-class.ts";
import { classNames } from "@/components/ui/class-names.ts";
import { Sheet } from "@/components/ui/sheet.tsx";
import { isIn, sections } from "./sections.ts";
import { WorkspaceLink } from "./workspace-link.tsx";

/** The sections on a narrow screen: a button that opens them as a sheet. */
export function SectionSheet({ pathname }: { pathname: string }) {
  const [open, setOpen] = useState(false);
  return (
    <Sheet
      title="Tutti"
      side="left"
      open={open}
      onOpenChange={setOpen}
      trigger={
        <button type="button" aria-label="Sections" className={iconButtonClass({ size: 32 })}>
          <MenuIcon size={18} aria-hidden />
        </button>
      }
    >
      <nav aria-label="Sections" className="p-2">
        <ul className="flex flex-col gap-0.5">
          {sections.map((section) => (
            <li key={section.href}>
              <SheetLink
                section={section}
                current={isIn(section, pathname)}
                onFollow={() => setOpen(false)}
              />
            </li>
          ))}
        </ul>
      </nav>
    </Sheet>
  );
}

type LinkProps = { section: (typeof sections)[number]; current: boolean; onFollow: () => void };

function SheetLink({ section: { href, name, Icon }, current, onFollow }: LinkProps) {
  return (
    <WorkspaceLink
      href={href}
      onClick={onFollow}
      aria-current={current ? "page" : undefined}
      className={classNames(
        "flex h-10 items-center gap-3 rounded-control px-3 text-15",
        current ? "bg-pressed font-strong text-ink" : "text-ink-soft hover:bg-hover hover:text-ink",
      )}
    >
      <Icon size={18} strokeWidth={1.75} aria-hidden />
      {name}
    </WorkspaceLink>
  );
}
