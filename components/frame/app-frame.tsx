"use client";

import { Menu as MenuIcon } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { type ReactNode, useState } from "react";
import { iconButtonClass } from "@/components/ui/button-class.ts";
import { classNames } from "@/components/ui/class-names.ts";
import { Sheet } from "@/components/ui/sheet.tsx";
import { type Account, AccountMenu } from "./account-menu.tsx";
import { isIn, sections } from "./sections.ts";
import { Mark, Wordmark } from "./wordmark.tsx";

type Props = { account: Account; signOut: () => Promise<void>; children: ReactNode };

/** Around every page of a signed-in person: a rail of sections on the left, on narrow screens a bar with a sheet. The page fills the rest. */
export function AppFrame({ account, signOut, children }: Props) {
  const pathname = usePathname();
  return (
    <div className="flex h-dvh flex-col sm:flex-row">
      <a
        href="#page"
        className="sr-only z-50 rounded-control bg-ink px-3 py-2 text-paper focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        Go to the page
      </a>
      <header className="flex h-11 shrink-0 items-center gap-1 border-line border-b bg-surface pr-3 pl-1.5 sm:hidden">
        <SectionSheet pathname={pathname} />
        <Wordmark />
        <span className="flex-1" />
        <AccountMenu account={account} signOut={signOut} side="bottom" />
      </header>
      <aside className="hidden w-19 shrink-0 flex-col items-center border-line border-r bg-paper sm:flex">
        <Link
          href="/"
          aria-label="Tutti"
          className="mt-1.5 flex size-8 items-center justify-center rounded-control"
        >
          <Mark />
        </Link>
        <nav aria-label="Sections" className="mt-3 w-full px-1.5">
          <ul className="flex flex-col gap-1">
            {sections.map((section) => (
              <li key={section.href}>
                <RailLink section={section} current={isIn(section, pathname)} />
              </li>
            ))}
          </ul>
        </nav>
        <span className="flex-1" />
        <div className="mb-3">
          <AccountMenu account={account} signOut={signOut} />
        </div>
      </aside>
      <main id="page" tabIndex={-1} className="flex min-h-0 min-w-0 flex-1 flex-col outline-none">
        {children}
      </main>
    </div>
  );
}

type LinkProps = { section: (typeof sections)[number]; current: boolean; onFollow?: () => void };

function RailLink({ section: { href, name, Icon }, current }: LinkProps) {
  return (
    <Link
      href={href}
      aria-current={current ? "page" : undefined}
      className={classNames(
        "relative flex flex-col items-center gap-1 rounded-control px-0.5 py-1.5 text-center text-11 leading-3 transition-colors",
        current ? "bg-pressed font-strong text-ink" : "text-ink-soft hover:bg-hover hover:text-ink",
      )}
    >
      <Icon size={18} strokeWidth={1.75} aria-hidden />
      {name}
    </Link>
  );
}

function SectionSheet({ pathname }: { pathname: string }) {
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

function SheetLink({ section: { href, name, Icon }, current, onFollow }: LinkProps) {
  return (
    <Link
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
    </Link>
  );
}
