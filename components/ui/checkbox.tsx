"use client";

import { Checkbox as Base } from "@base-ui/react/checkbox";
import { Check, Minus } from "lucide-react";
import { type ReactNode, useId } from "react";

type Props = Pick<
  Base.Root.Props,
  "checked" | "defaultChecked" | "indeterminate" | "disabled" | "name" | "required"
> & {
  label: ReactNode;
  hint?: ReactNode;
  onCheckedChange?: (checked: boolean) => void;
};

/** Yes or no, taken over when the form is sent. */
export function Checkbox({ label, hint, onCheckedChange, ...rest }: Props) {
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
        className="mt-0.5 flex size-4 shrink-0 items-center justify-center rounded-mark border border-control bg-surface transition-colors data-checked:border-ink data-indeterminate:border-ink data-checked:bg-ink data-indeterminate:bg-ink data-disabled:opacity-50"
      >
        <Base.Indicator className="flex text-paper">
          {rest.indeterminate ? (
            <Minus size={12} aria-hidden strokeWidth={3} />
          ) : (
            <Check size={12} aria-hidden strokeWidth={3} />
          )}
        </Base.Indicator>
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
