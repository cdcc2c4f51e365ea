"use client";

import { Plus, Users } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { roleWords } from "@/components/members/role-words.ts";
import { ask } from "@/components/problem/refusal.ts";
import { later } from "@/components/ui/later.tsx";
import { Menu, MenuItem, MenuSeparator } from "@/components/ui/menu.tsx";
import { markHidden } from "@/lib/graph/hidden-characters.ts";
import type { Account } from "@/lib/views/account.ts";
import type { Answer } from "@/lib/views/answer.ts";
import { workspacePath } from "@/lib/views/workspace-path.ts";
import { initials } from "./initials.ts";
import { WorkspaceLink } from "./workspace-link.tsx";

// No part of the first load: few make a workspace, and seldom.
const NameDialog = later(async () => (await import("@/components/workflows/name-dialog.tsx")).NameDialog);

type Props = {
  account: Account;
  createWorkspace: (wanted: { name: string }) => Promise<Answer<{ slug: string }>>;
  side?: "right" | "bottom";
};

/** The workspace of the page: its people, the person's other workspaces, and one more. */
export function WorkspaceMenu({ account: { here, workspaces }, createWorkspace, side = "right" }: Props) {
  const [naming, setNaming] = useState(false);
  const owns = workspaces.some(({ role }) => role === "owner");
  const others = workspaces.filter(({ slug }) => slug !== here.slug);
  const name = markHidden(here.name);
  return (
    <>
      <Menu
        side={side}
        trigger={
          <button
            type="button"
            title={name}
            className="flex size-8 items-center justify-center rounded-control border border-line-strong bg-raised font-strong text-12 text-ink-soft transition-colors hover:border-control hover:text-ink data-popup-open:border-control data-popup-open:text-ink"
          >
            {initials(here.name)}
            <span className="sr-only"> Workspace: {name}</span>
          </button>
        }
      >
        <div className="px-2 pt-1 pb-1.5">
          <p className="wrap-anywhere line-clamp-2 font-strong">{name}</p>
          <p className="text-12 text-ink-faint">You are {roleWords[here.role].name.toLowerCase()} here.</p>
        </div>
        <MenuItem icon={<Users size={14} aria-hidden />} link={<WorkspaceLink href="/members" />}>
          People
        </MenuItem>
        {others.length > 0 && <MenuSeparator />}
        {others.map((other) => (
          <MenuItem key={other.slug} link={<Link href={workspacePath(other.slug, "/")} />}>
            {markHidden(other.name)}
          </MenuItem>
        ))}
        {owns && (
          <>
            <MenuSeparator />
            <MenuItem icon={<Plus size={14} aria-hidden />} onSelect={() => setNaming(true)}>
              New workspace
            </MenuItem>
          </>
        )}
      </Menu>
      {naming && (
        <NameDialog
          title="New workspace"
          label="Name"
          confirmLabel="Create"
          placeholder="Who shares it"
          open={naming}
          onOpenChange={setNaming}
          onName={async (wanted) => {
            const answer = await ask(() => createWorkspace({ name: wanted }));
            // Loaded whole, so that nothing of the other workspace is left.
            if (answer.ok) window.location.assign(workspacePath(answer.slug, "/"));
            return answer;
          }}
        />
      )}
    </>
  );
}
