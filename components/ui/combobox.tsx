"use client";

import { Combobox as Base } from "@base-ui/react/combobox";
import { Check, ChevronsUpDown } from "lucide-react";
import { classNames } from "./class-names.ts";
import { controlClass, optionClass, popupClass } from "./control-class.ts";
import { Field, type FieldProps } from "./field.tsx";
import type { Option } from "./select.tsx";

type Props = FieldProps & {
  options: readonly Option[];
  value?: string | null;
  onValueChange?: (value: string | null) => void;
  placeholder?: string;
  /** What the list says when nothing matches. */
  empty?: string;
};

/** One of many known values, found by typing. */
export function Combobox(props: Props) {
  const {
    options,
    value,
    onValueChange,
    placeholder = "Search",
    empty = "Nothing matches",
    ...field
  } = props;
  const chosen = value === undefined ? undefined : (options.find((option) => option.value === value) ?? null);
  return (
    <Field {...field}>
      <Base.Root
        items={options}
        value={chosen}
        onValueChange={(option: Option | null) => onValueChange?.(option?.value ?? null)}
        isItemEqualToValue={(one, other) => one?.value === other?.value}
      >
        <div className="relative flex items-center">
          <Base.Input placeholder={placeholder} className={classNames(controlClass, "h-8 pr-8 pl-2")} />
          <Base.Trigger
            aria-label={`Show all, ${field.label}`}
            className="absolute right-0.5 flex size-7 items-center justify-center text-ink-faint"
          >
            <ChevronsUpDown size={14} aria-hidden />
          </Base.Trigger>
        </div>
        <Base.Portal>
          <Base.Positioner sideOffset={4} className="z-50">
            <Base.Popup
              className={classNames(popupClass, "max-h-80 w-(--anchor-width) min-w-56 overflow-y-auto")}
            >
              <Base.Empty>
                <div className="px-2 py-1 text-12 text-ink-faint">{empty}</div>
              </Base.Empty>
              <Base.List>
                {(option: Option) => (
                  <Base.Item
                    key={option.value}
                    value={option}
                    disabled={option.disabled}
                    className={optionClass}
                  >
                    {option.icon}
                    <span className="min-w-0 flex-1 truncate">
                      {option.label}
                      {option.hint && (
                        <span className="block truncate text-12 text-ink-faint">{option.hint}</span>
                      )}
                    </span>
                    <Base.ItemIndicator className="flex">
                      <Check size={14} aria-hidden />
                    </Base.ItemIndicator>
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
