import { ArrowRight, Minus, PencilLine, Plus } from "lucide-react";
import { WorkspaceLink } from "@/components/frame/workspace-link.tsx";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import { TimeAgo } from "@/components/ui/time-ago.tsx";
import type { DemoCell, DemoChangeRow } from "@/lib/views/demo.ts";

const kinds = {
  added: { Icon: Plus, word: "added" },
  changed: { Icon: PencilLine, word: "changed" },
  removed: { Icon: Minus, word: "removed" },
};

/** What runs have written to the systems, the newest first, each with the run that did it. */
export function ChangeList({ changes }: { changes: DemoChangeRow[] }) {
  if (changes.length === 0)
    return (
      <EmptyState title="No changes yet">
        When a run writes to one of the systems, the row stands here, with what it held before and the run
        that changed it.
      </EmptyState>
    );
  return (
    <ol aria-label="Latest changes">
      {changes.map((change) => {
        const { Icon, word } = kinds[change.kind];
        return (
          <li
            key={`${change.runId} ${change.at} ${change.table} ${change.rowId}`}
            className="border-line border-b px-4 py-2 last:border-b-0"
          >
            <div className="flex flex-wrap items-center gap-x-2">
              <Icon size={14} aria-hidden className="shrink-0 text-ink-faint" />
              <span className="figures text-12">
                {change.system}.{change.table} {change.rowId}
              </span>
              <span className="text-12 text-ink-soft">
                {word} by {change.tool}
              </span>
              <span className="ml-auto flex items-center gap-3 text-12 text-ink-faint">
                <TimeAgo at={Date.parse(change.at)} />
                <WorkspaceLink href={`/runs/${change.runId}`} className="underline hover:text-ink">
                  See the run
                </WorkspaceLink>
              </span>
            </div>
            <ul className="mt-1 pl-5.5">
              {change.fields.map(({ column, before, after }) => (
                <li key={column} className="figures flex flex-wrap items-center gap-x-2 text-12">
                  <span className="text-ink-faint">{column}</span>
                  {change.kind === "changed" && (
                    <>
                      <del className="text-ink-faint">{show(before)}</del>
                      <ArrowRight size={12} aria-hidden className="text-ink-faint" />
                    </>
                  )}
                  <ins className="wrap-anywhere no-underline">
                    {show(change.kind === "removed" ? before : after)}
                  </ins>
                </li>
              ))}
            </ul>
          </li>
        );
      })}
    </ol>
  );
}

const show = (cell: DemoCell) => (cell === null ? "–" : String(cell));
