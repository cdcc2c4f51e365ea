"use client";

import { useSyncExternalStore } from "react";
import { classNames } from "./class-names.ts";

const spoken: Record<string, string> = {
  "⌘": "Command",
  "⇧": "Shift",
  "⌥": "Option",
  "↵": "Enter",
  "⌫": "Backspace",
  "↑": "Up",
  "↓": "Down",
  "←": "Left",
  "→": "Right",
};

const never = () => () => undefined;

/** The keys of a command, with spaces between them: `keys="Mod ↵"`; Mod is ⌘ on a Mac and Ctrl elsewhere. */
export function KeyHint({ keys, onInk = false }: { keys: string; onInk?: boolean }) {
  const modifier = useSyncExternalStore(
    never,
    () => (/Mac|iPhone|iPad/.test(navigator.userAgent) ? "⌘" : "Ctrl"),
    () => "Ctrl",
  );
  const parts = keys.split(" ").map((key) => (key === "Mod" ? modifier : key));
  return (
    <span className="inline-flex gap-0.5">
      <span className="sr-only">{parts.map((key) => spoken[key] ?? key).join(" ")}</span>
      {parts.map((key) => (
        <kbd
          key={key}
          aria-hidden
          className={classNames(
            "inline-flex h-4 min-w-4 items-center justify-center rounded-mark border px-1 font-mono text-11",
            onInk ? "border-current/35" : "border-line-strong bg-surface text-ink-soft",
          )}
        >
          {key}
        </kbd>
      ))}
    </span>
  );
}
