"use client";

import { Switch as Base } from "@base-ui/react/switch";
import { type ReactNode, useId } from "react";

type Props = Pick<Base.Root.Props, "checked" | "defaultChecked" | "disabled" | "name"> & {
  label: ReactNode;
  hint?: ReactNode;
  onCheckedChange?: (checked: boolean) => void;
};

/** On or off, taking effect at once. */
export function Switch({ label, hint, onCheckedChange, ...rest }: Props) {
  const id = useId();
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control inside is a button with a hidden input
    <label className="flex items-start gap-2">
      <Base.Root
        {...rest}
        // The label around it names the hidden input; what has the role is named by the words.
        aria-labelledby={`${id}-label`}
        aria-describedby={hint ? `${id}-hint` : undefined}
        onCheckedChange={onCheckedChange && ((checked) => onCheckedChange(checked))}
        className="mt-0.5 flex h-4 w-7 shrink-0 items-center rounded-full border border-control bg-sunken px-px transition-colors data-checked:border-ink data-checked:bg-ink data-disabled:opacity-50"
      >
        <Base.Thumb className="size-3 rounded-full bg-control transition-[translate,background-color] data-checked:translate-x-3 data-checked:bg-paper" />
      </Base.Root>
      <span className="min-w-0">
        <span id={`${id}-label`}>{label}</span>
        {hint && (
          <span id={`${id}-hint`} className="block text-12 text-ink-faint">
            {hint}
          </span>
        )}
      </span>
    </label>
  );
}
