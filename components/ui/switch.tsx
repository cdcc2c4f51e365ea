"use client";

import { Switch as Base } from "@base-ui/react/switch";
import { BesideLabel, type Words } from "./beside-label.tsx";

type Props = Words &
  Pick<Base.Root.Props, "checked" | "defaultChecked" | "disabled" | "name"> & {
    onCheckedChange?: (checked: boolean) => void;
  };

/** On or off, taking effect at once. */
export function Switch({ label, hint, onCheckedChange, ...rest }: Props) {
  return (
    <BesideLabel
      label={label}
      hint={hint}
      control={(named) => (
        <Base.Root
          {...rest}
          {...named}
          onCheckedChange={onCheckedChange && ((checked) => onCheckedChange(checked))}
          className="mt-0.5 flex h-4 w-7 shrink-0 items-center rounded-full border border-control bg-sunken px-px transition-colors data-checked:border-ink data-checked:bg-ink data-disabled:opacity-50"
        >
          <Base.Thumb className="size-3 rounded-full bg-control transition-[translate,background-color] data-checked:translate-x-3 data-checked:bg-paper" />
        </Base.Root>
      )}
    />
  );
}
