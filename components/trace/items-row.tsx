import { ChevronRight, ListTree } from "lucide-react";
import { classNames } from "@/components/ui/class-names.ts";
import { Duration } from "@/components/ui/quantity.tsx";
import { StateMark } from "@/components/ui/state-mark.tsx";
import type { ItemGroup } from "@/lib/trace/rows.ts";

type Props = {
  id: string;
  group: ItemGroup;
  depth: number;
  /** How many items of the group are shown when it is open. */
  shown: number;
  open: boolean;
  selected: boolean;
  /** From the start of its first item to the end of its last, ms. */
  tookMs: number;
  onSelect: () => void;
  onToggle: () => void;
};

/** One row of the tree for many items of a map: "Items 101–200, 3 failed". */
export function ItemsRow(props: Props) {
  const { id, group, depth, shown, open, selected, tookMs, onSelect, onToggle } = props;
  const title = `Items ${group.from}–${group.to}`;
  const state = group.running > 0 ? "running" : group.failed > 0 ? "failed" : "ok";
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree around handles every key for its rows
    // biome-ignore lint/a11y/useFocusableInteractive: the tree holds the focus and names the row by aria-activedescendant
    <div
      id={id}
      role="treeitem"
      aria-level={depth + 1}
      aria-selected={selected}
      aria-expanded={open}
      onClick={onSelect}
      onDoubleClick={onToggle}
      className={classNames(
        "flex h-full cursor-default items-center gap-2 border-line/60 border-b pr-3 text-13",
        selected
          ? "-outline-offset-2 bg-accent-wash outline-focus group-focus-visible/tree:outline-2"
          : "hover:bg-hover",
      )}
    >
      <span
        className="flex min-w-0 flex-1 items-center gap-1.5"
        style={{ paddingLeft: 4 + Math.min(depth, 12) * 14 }}
      >
        <button
          type="button"
          tabIndex={-1}
          aria-label={open ? `Close ${title}` : `Open ${title}`}
          onClick={(event) => {
            event.stopPropagation();
            onToggle();
          }}
          className="-my-1 flex size-6 shrink-0 items-center justify-center rounded-mark text-ink-faint hover:bg-pressed hover:text-ink"
        >
          <ChevronRight
            size={14}
            aria-hidden
            className={classNames("transition-transform", open && "rotate-90")}
          />
        </button>
        <ListTree size={14} strokeWidth={1.75} aria-hidden className="shrink-0 text-ink-faint" />
        <span className="figures shrink-0 text-12">{title}</span>
        <span className="truncate text-12 text-ink-faint">{groupWords(group, shown)}</span>
      </span>
      <Duration ms={tookMs} className="w-14 shrink-0 text-right text-12 text-ink-soft" />
      <span className="hidden w-12 shrink-0 @2xl:block" />
      <span className="hidden w-16 shrink-0 @2xl:block" />
      <span className="hidden w-18 shrink-0 @3xl:block">
        <StateMark state={state} />
      </span>
      <StateMark state={state} iconOnly className="@3xl:hidden" />
    </div>
  );
}

function groupWords({ from, to, failed, running }: ItemGroup, shown: number): string {
  const all = to - from + 1;
  return [
    failed > 0 && `${failed} failed`,
    running > 0 && `${running} under way`,
    shown < all && `${shown} of ${all} shown`,
  ]
    .filter(Boolean)
    .join(", ");
}
