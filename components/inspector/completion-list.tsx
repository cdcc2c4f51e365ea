"use client";

import { type RefObject, useLayoutEffect, useRef } from "react";
import { classNames } from "@/components/ui/class-names.ts";
import { shortened } from "@/lib/graph/text-cut.ts";
import type { Completion, Completions } from "./completion.ts";
import { type Reach, valueAt } from "./reach.ts";

type Props = {
  id: string;
  field: RefObject<HTMLTextAreaElement | null>;
  offered: Completions;
  reach: Reach;
  chosen: number | null;
  onTake: (option: Completion) => void;
};

/** The id of an option in the list of this id, for `aria-activedescendant`. */
export const optionId = (listId: string, at: number) => `${listId}-${at}`;

/** What can be put at the caret, by where it comes from, with the values of the last run. */
export function CompletionList({ id, field, offered, reach, chosen, onTake }: Props) {
  const list = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const [popup, anchor] = [list.current, field.current];
    if (!popup || !anchor) return;
    // In the top layer no panel cuts it off, and no open sheet takes it for the page behind.
    popup.showPopover();
    // A press, also on what scrolls, must not take the focus from the field.
    const keepFocus = (event: Event) => event.preventDefault();
    popup.addEventListener("mousedown", keepFocus);
    const follow = () => place(popup, anchor.getBoundingClientRect());
    follow();
    window.addEventListener("scroll", follow, true);
    window.addEventListener("resize", follow);
    return () => {
      popup.removeEventListener("mousedown", keepFocus);
      window.removeEventListener("scroll", follow, true);
      window.removeEventListener("resize", follow);
    };
  }, [field]);
  useLayoutEffect(() => {
    if (chosen !== null)
      list.current?.querySelector(`[id="${optionId(id, chosen)}"]`)?.scrollIntoView({ block: "nearest" });
  }, [id, chosen]);

  let at = 0;
  const groups = offered.groups.map(({ root, options }) => {
    const first = at;
    at += options.length;
    return { root, options, first };
  });
  return (
    <div
      ref={list}
      popover="manual"
      className="inset-auto fixed m-0 flex-col rounded-panel border-0 bg-raised p-0 text-ink shadow-float open:flex"
    >
      <div id={id} role="listbox" aria-label="What can be put here" className="min-h-0 overflow-y-auto p-1">
        {groups.map(({ root, options, first }) => (
          // biome-ignore lint/a11y/useSemanticElements: a fieldset is for controls; this groups options
          <div key={root} role="group" aria-label={`${root}: ${reach.about.get(root) ?? ""}`}>
            <p aria-hidden className="px-2 pt-1.5 pb-0.5 text-11 text-ink-faint">
              <span className="figures text-ink-soft">{root}</span> {reach.about.get(root)}
            </p>
            {options.map((option, index) => (
              <Option
                key={option.text}
                id={optionId(id, first + index)}
                option={option}
                reach={reach}
                chosen={chosen === first + index}
                onTake={() => onTake(option)}
              />
            ))}
          </div>
        ))}
      </div>
      <p className="shrink-0 border-line border-t px-3 py-1.5 text-11 text-ink-faint">
        ↑ ↓ choose, Enter takes, Esc closes
        {Object.keys(reach.values).length > 0 && " · values of the last run"}
      </p>
    </div>
  );
}

type OptionProps = { id: string; option: Completion; reach: Reach; chosen: boolean; onTake: () => void };

function Option({ id, option, reach, chosen, onTake }: OptionProps) {
  const value = valueAt(reach, option.path);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys of the field choose
    <div
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={chosen}
      onClick={onTake}
      className={classNames(
        "cursor-default rounded-control px-2 py-1 text-12 hover:bg-hover",
        chosen && "bg-hover outline-1 outline-control -outline-offset-1",
      )}
    >
      <span className="flex items-baseline gap-2">
        <span className="figures min-w-0 flex-1 wrap-anywhere">{option.text}</span>
        <span className="shrink-0 text-ink-faint">{option.hint}</span>
      </span>
      {value !== undefined && (
        <span className="figures block truncate text-11 text-ink-soft">
          {shortened(JSON.stringify(value), 160)}
        </span>
      )}
    </div>
  );
}

const GAP = 4;
const MARGIN = 8;
const WIDTH = 320;
const HEIGHT = 320;

/** Below the field, or above it where there is more room; as wide as the field at least, and never out of sight. */
function place(popup: HTMLElement, field: DOMRect): void {
  const width = Math.min(Math.max(field.width, WIDTH), window.innerWidth - 2 * MARGIN);
  const below = window.innerHeight - field.bottom - GAP - MARGIN;
  const above = field.top - GAP - MARGIN;
  const under = below >= Math.min(HEIGHT, above);
  const { style } = popup;
  style.width = `${width}px`;
  style.left = `${Math.max(MARGIN, Math.min(field.left, window.innerWidth - width - MARGIN))}px`;
  style.maxHeight = `${Math.max(120, Math.min(HEIGHT, under ? below : above))}px`;
  style.top = under ? `${field.bottom + GAP}px` : "auto";
  style.bottom = under ? "auto" : `${window.innerHeight - field.top + GAP}px`;
}
