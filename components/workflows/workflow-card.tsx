"use client";

import { Copy, Download, Ellipsis, Pencil, Trash2 } from "lucide-react";
import { useMay, useWorkspaceApi } from "@/components/frame/workspace-context.ts";
import { WorkspaceLink } from "@/components/frame/workspace-link.tsx";
import { OutcomeMark } from "@/components/run/outcome-mark.tsx";
import { IconButton } from "@/components/ui/icon-button.tsx";
import { Menu, MenuItem, MenuSeparator } from "@/components/ui/menu.tsx";
import { TimeAgo } from "@/components/ui/time-ago.tsx";
import { markHidden } from "@/lib/graph/hidden-characters.ts";
import type { WorkflowRow } from "@/lib/views/workflow-row.ts";

type Props = {
  workflow: WorkflowRow;
  onRename: () => void;
  onDuplicate: () => void;
  onDelete: () => void;
};

/** A workflow as a card: its name leads to the canvas, its foot to the last run. */
export function WorkflowCard({ workflow, onRename, onDuplicate, onDelete }: Props) {
  const { id, name, description, updatedAt, lastRun } = workflow;
  const draws = useMay("edit");
  const file = useWorkspaceApi(`/workflows/${id}/file`);
  return (
    <article className="relative flex h-full min-h-32 flex-col rounded-panel border border-line bg-surface transition-colors hover:border-control">
      <div className="flex flex-1 items-start gap-2 p-4 pb-3">
        <div className="min-w-0 flex-1">
          <h2 className="text-15">
            <WorkspaceLink
              href={`/workflows/${id}`}
              className="wrap-anywhere line-clamp-2 outline-none after:absolute after:inset-0 after:rounded-panel focus-visible:after:outline-2 focus-visible:after:outline-focus"
            >
              {markHidden(name)}
            </WorkspaceLink>
          </h2>
          {description && <p className="mt-1 line-clamp-2 text-ink-soft">{description}</p>}
        </div>
        <div className="relative z-1 -mt-1 -mr-1">
          <Menu
            align="end"
            trigger={<IconButton label={`More for ${name}`} icon={<Ellipsis size={16} aria-hidden />} />}
          >
            {draws && (
              <>
                <MenuItem icon={<Pencil size={14} aria-hidden />} onSelect={onRename}>
                  Rename
                </MenuItem>
                <MenuItem icon={<Copy size={14} aria-hidden />} onSelect={onDuplicate}>
                  Duplicate
                </MenuItem>
              </>
            )}
            <MenuItem icon={<Download size={14} aria-hidden />} link={<a href={file} download />}>
              Export as a file
            </MenuItem>
            {draws && (
              <>
                <MenuSeparator />
                <MenuItem icon={<Trash2 size={14} aria-hidden />} danger onSelect={onDelete}>
                  Delete
                </MenuItem>
              </>
            )}
          </Menu>
        </div>
      </div>
      <footer className="flex min-h-9 flex-wrap items-center gap-x-3 border-line border-t px-4 py-1 text-12 text-ink-faint">
        {lastRun ? (
          <WorkspaceLink
            href={`/runs/${lastRun.id}`}
            className="relative z-1 inline-flex items-center gap-1.5 rounded-mark hover:text-ink"
          >
            <OutcomeMark status={lastRun.status} inside={lastRun.inside} />
            <TimeAgo at={lastRun.startedAt} />
          </WorkspaceLink>
        ) : (
          <span>Not run yet</span>
        )}
        <span className="ml-auto">
          Changed <TimeAgo at={updatedAt} />
        </span>
      </footer>
    </article>
  );
}
