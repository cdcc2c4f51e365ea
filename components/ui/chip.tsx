import { X } from "lucide-react";
import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";

type Props = {
  children: ReactNode;
  icon?: ReactNode;
  title?: string;
  /** Words in place of mono values. */
  words?: boolean;
  /** Adds a cross; its name is "Remove" and this label. */
  removeLabel?: string;
  onRemove?: () => void;
};

/** A small value in mono: a model, a call, a filter that can be removed. */
export function Chip({ children, icon, title, words = false, removeLabel, onRemove }: Props) {
  return (
    <span
      title={title}
      className={classNames(
        "inline-flex h-5 min-w-0 max-w-full align-middle items-center gap-1 rounded-mark border border-line bg-paper px-1.5 text-11 text-ink-soft",
        !words && "figures",
      )}
    >
      {icon}
      <span className="truncate">{children}</span>
      {onRemove && (
        <button
          type="button"
          aria-label={`Remove ${removeLabel ?? ""}`.trim()}
          onClick={onRemove}
          className="-mr-1 flex size-4 items-center justify-center rounded-mark text-ink-faint hover:bg-hover hover:text-ink"
        >
          <X size={12} aria-hidden />
        </button>
      )}
    </span>
  );
}
