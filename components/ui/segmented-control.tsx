"use client";

import { Radio } from "@base-ui/react/radio";
import { RadioGroup } from "@base-ui/react/radio-group";
import { classNames } from "./class-names.ts";
import type { Option } from "./select.tsx";

type Props<Value extends string> = {
  /** What is chosen here, for screen readers. */
  label: string;
  options: readonly Option<Value>[];
  value: Value;
  onValueChange: (value: Value) => void;
  size?: 28 | 32;
  disabled?: boolean;
  className?: string;
};

/** One of two to four values, all in sight; arrow keys move between them. */
export function SegmentedControl<Value extends string>({
  label,
  options,
  value,
  onValueChange,
  size = 28,
  disabled,
  className,
}: Props<Value>) {
  return (
    <RadioGroup
      aria-label={label}
      value={value}
      disabled={disabled}
      onValueChange={(next) => onValueChange(next)}
      className={classNames(
        "inline-flex shrink-0 gap-0.5 rounded-control bg-sunken p-0.5 ring-1 ring-line ring-inset",
        size === 28 ? "h-7" : "h-8",
        className,
      )}
    >
      {options.map((option) => (
        <Radio.Root
          key={option.value}
          value={option.value}
          disabled={option.disabled}
          render={<button type="button" />}
          nativeButton
          title={option.hint}
          className="flex flex-1 items-center justify-center gap-1.5 whitespace-nowrap rounded-mark px-2.5 text-12 text-ink-soft transition-colors hover:text-ink data-checked:bg-raised data-checked:font-strong data-checked:text-ink data-disabled:opacity-50 data-checked:ring-1 data-checked:ring-line-strong"
        >
          {option.icon}
          {option.label}
        </Radio.Root>
      ))}
    </RadioGroup>
  );
}
