"use client";

import { Checkbox as Base } from "@base-ui/react/checkbox";
import { Check, Minus } from "lucide-react";
import { BesideLabel, type Words } from "./beside-label.tsx";

type Props = Words &
  Pick<Base.Root.Props, "checked" | "defaultChecked" | "indeterminate" | "disabled" | "name" | "required"> & {
    onCheckedChange?: (checked: boolean) => void;
  };

/** Yes or no, taken over when the form is sent. */
export function Checkbox({ label, hint, onCheckedChange, ...rest }: Props) {
  const Mark = rest.indeterminate ? Minus : Check;
  return (
    <BesideLabel
      label={label}
      hint={hint}
      control={(named) => (
        <Base.Root
          {...rest}
          {...named}
          onCheckedChange={onCheckedChange && ((checked) => onCheckedChange(checked))}
          className="mt-0.5 flex size-4 shrink-0 items-center justify-center rounded-mark border border-control bg-surface transition-colors data-checked:border-ink data-indeterminate:border-ink data-checked:bg-ink data-indeterminate:bg-ink data-disabled:opacity-50"
        >
          <Base.Indicator className="flex text-paper">
            <Mark size={12} aria-hidden strokeWidth={3} />
          </Base.Indicator>
        </Base.Root>
      )}
    />
  );
}
