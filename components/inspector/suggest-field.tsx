"use client";

import { Autocomplete as Base } from "@base-ui/react/autocomplete";
import type { ReactNode } from "react";
import { classNames } from "@/components/ui/class-names.ts";
import { controlClass, optionClass, popupClass } from "@/components/ui/control-class.ts";
import { Field } from "@/components/ui/field.tsx";

type Props = {
  label: string;
  hideLabel?: boolean;
  error?: ReactNode;
  value: string;
  suggestions: readonly string[];
  placeholder?: string;
  className?: string;
  onValueChange: (value: string) => void;
};

/** One line of text with known values to choose from; any other may be typed too. */
export function SuggestField(props: Props) {
  const { label, hideLabel, error, value, suggestions, placeholder, className, onValueChange } = props;
  return (
    <Field label={label} hideLabel={hideLabel} error={error} className={className}>
      <Base.Root items={suggestions} value={value} onValueChange={onValueChange} openOnInputClick mode="list">
        <Base.Input placeholder={placeholder} className={classNames(controlClass, "figures h-7 px-2")} />
        <Base.Portal>
          <Base.Positioner sideOffset={4} className="z-50">
            <Base.Popup
              className={classNames(
                popupClass,
                "max-h-64 w-(--anchor-width) min-w-48 overflow-y-auto data-empty:hidden",
              )}
            >
              <Base.List>
                {(suggestion: string) => (
                  <Base.Item
                    key={suggestion}
                    value={suggestion}
                    className={classNames(optionClass, "figures")}
                  >
                    {suggestion}
                  </Base.Item>
                )}
              </Base.List>
            </Base.Popup>
          </Base.Positioner>
        </Base.Portal>
      </Base.Root>
    </Field>
  );
}
