"use client";

import { type KeyboardEvent, type ReactNode, useId, useLayoutEffect, useRef, useState } from "react";
import { classNames } from "@/components/ui/class-names.ts";

export type PickItem = {
  id: string;
  label: string;
  hint?: string;
  /** Words that find it too. */
  about?: string;
  icon: ReactNode;
  group?: string;
};

type Props = {
  /** What is being chosen: the name of the list and of its search field. */
  label: string;
  placeholder: string;
  items: readonly PickItem[];
  empty: string;
  onPick: (id: string) => void;
  onClose: () => void;
  /** Where it stands in its container, px. */
  at: { left: number; top: number };
};

/** A list to search by typing and to choose from by arrow keys and Enter; Escape and leaving it close it. */
export function PickList({ label, placeholder, items, empty, onPick, onClose, at }: Props) {
  const listId = useId();
  const [query, setQuery] = useState("");
  const [chosen, setChosen] = useState(0);
  const box = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => field.current?.focus({ preventScroll: true }), []);

  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const hasAll = (text: string) => words.every((word) => text.toLowerCase().includes(word));
  const [named, near] = [
    items.filter(({ label }) => hasAll(label)),
    items.filter(
      ({ label, hint, about, group }) =>
        !hasAll(label) && hasAll(`${label} ${hint ?? ""} ${about ?? ""} ${group ?? ""}`),
    ),
  ];
  // Who types a name means it, before longer ones that have it in them, and before what stands in a group of that name.
  const found = [...(words.length > 0 ? byFit(named, words) : named), ...near];
  const active = found[Math.min(chosen, found.length - 1)];

  const move = (by: number) => {
    const next = (Math.min(chosen, found.length - 1) + by + found.length) % Math.max(1, found.length);
    setChosen(next);
    const row = box.current?.querySelector(`[data-row="${next}"]`);
    row?.scrollIntoView({ block: "nearest" });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    event.stopPropagation();
    if (event.key === "Escape") onClose();
    else if (event.key === "ArrowDown") move(1);
    else if (event.key === "ArrowUp") move(-1);
    else if (event.key === "Enter") {
      if (active) onPick(active.id);
    } else return;
    event.preventDefault();
  };

  return (
    <div
      ref={box}
      role="dialog"
      aria-label={label}
      className="nowheel nopan nodrag absolute z-20 flex max-h-90 w-72 flex-col rounded-panel bg-raised shadow-float"
      style={{ left: at.left, top: at.top }}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) onClose();
      }}
    >
      <input
        ref={field}
        role="combobox"
        aria-label={label}
        aria-expanded="true"
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={active ? `${listId}-${active.id}` : undefined}
        placeholder={placeholder}
        value={query}
        onChange={(event) => {
          setQuery(event.currentTarget.value);
          setChosen(0);
        }}
        onKeyDown={onKeyDown}
        className="h-9 shrink-0 border-line border-b bg-transparent px-3 text-13 outline-none"
      />
      <div id={listId} role="listbox" aria-label={label} className="min-h-0 overflow-y-auto p-1">
        {found.map((item, index) => (
          <div key={item.id}>
            {item.group && item.group !== found[index - 1]?.group && (
              <div className="px-2 pt-2 pb-1 text-11 text-ink-faint" aria-hidden>
                {item.group}
              </div>
            )}
            {/* biome-ignore lint/a11y/useKeyWithClickEvents: the keys of the field above choose */}
            <div
              id={`${listId}-${item.id}`}
              data-row={index}
              role="option"
              tabIndex={-1}
              aria-selected={item === active}
              onPointerMove={() => setChosen(index)}
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => onPick(item.id)}
              title={item.about}
              className={classNames(
                "flex min-h-8 cursor-default items-center gap-2 rounded-control px-2 py-1 text-13",
                item === active && "bg-hover",
              )}
            >
              {item.icon}
              <span className="min-w-0 flex-1 truncate">{item.label}</span>
              {item.hint && <span className="max-w-32 truncate text-12 text-ink-faint">{item.hint}</span>}
            </div>
          </div>
        ))}
        {found.length === 0 && <p className="px-2 py-2 text-12 text-ink-faint">{empty}</p>}
      </div>
    </div>
  );
}

/** First what is called just so, then where every word begins one; otherwise in the order given. */
function byFit(items: readonly PickItem[], words: readonly string[]): PickItem[] {
  const misfit = ({ label }: PickItem) => {
    const parts = label.toLowerCase().split(/\s+/);
    if (parts.join(" ") === words.join(" ")) return 0;
    return words.every((word) => parts.some((part) => part.startsWith(word))) ? parts.length : 1_000;
  };
  return items.toSorted((one, other) => misfit(one) - misfit(other));
}
