"use client";

import { Select as Base } from "@base-ui/react/select";
import { Check, ChevronsUpDown } from "lucide-react";
import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";
import { controlClass, optionClass, popupClass } from "./control-class.ts";
import { Field, type FieldProps } from "./field.tsx";

export type Option<Value extends string = string> = {
  value: Value;
  label: string;
  /** A second, quieter line. */
  hint?: string;
  icon?: ReactNode;
  disabled?: boolean;
};

type Props<Value extends string> = FieldProps & {
  options: readonly Option<Value>[];
  value?: Value | null;
  defaultValue?: Value;
  onValueChange?: (value: Value) => void;
  placeholder?: string;
  size?: 28 | 32;
};

/** One of a few known values. */
export function Select<Value extends string>(props: Props<Value>) {
  const { options, value, defaultValue, onValueChange, placeholder = "Choose", size = 32, ...field } = props;
  return (
    <Field {...field}>
      <Base.Root
        items={options}
        value={value}
        defaultValue={defaultValue}
        onValueChange={(next) => next !== null && onValueChange?.(next)}
        modal={false}
      >
        <Base.Trigger
          className={classNames(
            controlClass,
            "flex items-center justify-between gap-2 pr-1.5 pl-2 text-left",
            size === 28 ? "h-7" : "h-8",
          )}
        >
          <Base.Value placeholder={placeholder} className="truncate data-placeholder:text-ink-faint" />
          <ChevronsUpDown size={14} aria-hidden className="shrink-0 text-ink-faint" />
        </Base.Trigger>
        <Base.Portal>
          <Base.Positioner sideOffset={4} alignItemWithTrigger={false} className="z-50">
            <Base.Popup
              className={classNames(
                popupClass,
                "max-h-(--available-height) min-w-(--anchor-width) overflow-y-auto",
              )}
            >
              {options.map((option) => (
                <Base.Item
                  key={option.value}
                  value={option.value}
                  disabled={option.disabled}
                  className={optionClass}
                >
                  {option.icon}
                  <span className="min-w-0 flex-1">
                    <Base.ItemText>{option.label}</Base.ItemText>
                    {option.hint && <span className="block text-12 text-ink-faint">{option.hint}</span>}
                  </span>
                  <Base.ItemIndicator className="flex">
                    <Check size={14} aria-hidden />
                  </Base.ItemIndicator>
                </Base.Item>
              ))}
            </Base.Popup>
          </Base.Positioner>
        </Base.Portal>
      </Base.Root>
    </Field>
  );
}
