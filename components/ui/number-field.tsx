"use client";

import { NumberField as Base } from "@base-ui/react/number-field";
import { Minus, Plus } from "lucide-react";
import { Field, type FieldProps } from "./field.tsx";

type Props = FieldProps & {
  value?: number | null;
  defaultValue?: number;
  onValueChange?: (value: number | null) => void;
  min?: number;
  max?: number;
  step?: number;
  /** Shown after the number: "s", "calls", "USD". */
  unit?: string;
  placeholder?: string;
  required?: boolean;
  /** It has the focus when it appears, with its number selected. */
  autoFocus?: boolean;
};

const stepClass =
  "flex w-7 items-center justify-center text-ink-faint transition-colors hover:bg-hover hover:text-ink disabled:opacity-40";

/** A number with steps by arrow keys and buttons; empty is `null`. */
export function NumberField({
  label,
  hideLabel,
  hint,
  error,
  disabled,
  name,
  className,
  unit,
  placeholder,
  autoFocus,
  ...rest
}: Props) {
  return (
    <Field {...{ label, hideLabel, hint, error, disabled, name, className }}>
      <Base.Root {...rest} format={{ maximumFractionDigits: 9 }}>
        <Base.Group className="flex h-8 overflow-hidden rounded-control border border-control bg-surface transition-colors focus-within:outline-2 focus-within:outline-focus hover:border-ink-faint data-disabled:opacity-50 data-invalid:border-failed">
          <Base.Input
            placeholder={placeholder}
            autoFocus={autoFocus}
            onFocus={autoFocus ? (event) => event.currentTarget.select() : undefined}
            className="figures peer min-w-0 flex-1 bg-transparent px-2 text-13 outline-none"
          />
          {unit && (
            // Behind a number, not behind the words that stand where there is none.
            <span className="flex items-center pr-2 text-12 text-ink-faint peer-placeholder-shown:hidden">
              {unit}
            </span>
          )}
          <span className="flex divide-x divide-line border-line border-l">
            <Base.Decrement aria-label={`Less, ${label}`} className={stepClass}>
              <Minus size={14} aria-hidden />
            </Base.Decrement>
            <Base.Increment aria-label={`More, ${label}`} className={stepClass}>
              <Plus size={14} aria-hidden />
            </Base.Increment>
          </span>
        </Base.Group>
      </Base.Root>
    </Field>
  );
}
