"use client";

import { usePathname } from "next/navigation";
import type { ReactNode } from "react";
import { classNames } from "@/components/ui/class-names.ts";
import { soon } from "@/components/ui/later.tsx";
import type { Account } from "@/lib/views/account.ts";
import type { Answer } from "@/lib/views/answer.ts";
import { workspacePath } from "@/lib/views/workspace-path.ts";
import { isIn, sections } from "./sections.ts";
import { Mark, Wordmark } from "./wordmark.tsx";
import { WorkspaceContext } from "./workspace-context.ts";
import { WorkspaceLink } from "./workspace-link.tsx";

const AccountMenu = soon(async () => (await import("./account-menu.tsx")).AccountMenu);
const WorkspaceMenu = soon(async () => (await import("./workspace-menu.tsx")).WorkspaceMenu);
const SectionSheet = soon(async () => (await import("./section-sheet.tsx")).SectionSheet);

type Props = {
  account: Account;
  signOut: () => Promise<void>;
  createWorkspace: (wanted: { name: string }) => Promise<Answer<{ slug: string }>>;
  children: ReactNode;
};

/** Around every page of a signed-in person: a rail of sections on the left, on narrow screens a bar with a sheet. The page fills the rest. */
export function AppFrame({ account, signOut, createWorkspace, children }: Props) {
  const { here } = account;
  const pathname = insideOf(here.slug, usePathname());
  return (
    <WorkspaceContext value={here}>
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
          <WorkspaceMenu account={account} createWorkspace={createWorkspace} side="bottom" />
          <AccountMenu account={account} signOut={signOut} side="bottom" />
        </header>
        <aside className="hidden w-19 shrink-0 flex-col items-center border-line border-r bg-paper sm:flex">
          <WorkspaceLink
            href="/"
            aria-label="Tutti"
            className="mt-1.5 flex size-8 items-center justify-center rounded-control"
          >
            <Mark />
          </WorkspaceLink>
          <div className="mt-2">
            <WorkspaceMenu account={account} createWorkspace={createWorkspace} />
          </div>
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
    </WorkspaceContext>
  );
}

/** The path inside the workspace. */
function insideOf(slug: string, pathname: string): string {
  return pathname.slice(workspacePath(slug, "/").length) || "/";
}

type LinkProps = { section: (typeof sections)[number]; current: boolean };

function RailLink({ section: { href, name, Icon }, current }: LinkProps) {
  return (
    <WorkspaceLink
      href={href}
      aria-current={current ? "page" : undefined}
      className={classNames(
        "relative flex flex-col items-center gap-1 rounded-control px-0.5 py-1.5 text-center text-11 leading-3 transition-colors",
        current ? "bg-pressed font-strong text-ink" : "text-ink-soft hover:bg-hover hover:text-ink",
      )}
    >
      <Icon size={18} strokeWidth={1.75} aria-hidden />
      {name}
    </WorkspaceLink>
  );
}
