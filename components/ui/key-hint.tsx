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

/** The keys of a command, written with spaces between them: `keys="⌘ ↵"`. */
export function KeyHint({ keys, onDark = false }: { keys: string; onDark?: boolean }) {
  const parts = keys.split(" ");
  return (
    <span className="inline-flex gap-0.5">
      <span className="sr-only">{parts.map((key) => spoken[key] ?? key).join(" ")}</span>
      {parts.map((key) => (
        <kbd
          key={key}
          aria-hidden
          className={classNames(
            "inline-flex h-4 min-w-4 items-center justify-center rounded-mark border px-1 font-mono text-11",
            onDark ? "border-current/35" : "border-line-strong bg-surface text-ink-soft",
          )}
        >
          {key}
        </kbd>
      ))}
    </span>
  );
}
