"use client";

import { Field as Base } from "@base-ui/react/field";
import { type ComponentProps, useLayoutEffect, useRef } from "react";
import { classNames } from "./class-names.ts";
import { controlClass } from "./control-class.ts";
import { Field, type FieldProps } from "./field.tsx";
import { useLengthNote } from "./use-length-note.ts";

type Props = FieldProps &
  Omit<ComponentProps<"textarea">, "className" | "name" | "disabled" | "onChange" | "rows"> & {
    onValueChange?: (value: string) => void;
    mono?: boolean;
    /** Lines shown when empty, and the most it grows to before it scrolls. */
    minRows?: number;
    maxRows?: number;
  };

/** Text of several lines that grows with what is written. */
export function TextArea({
  label,
  hideLabel,
  hint,
  error,
  disabled,
  name,
  className,
  onValueChange,
  mono = false,
  minRows = 3,
  maxRows = 16,
  ...rest
}: Props) {
  const area = useRef<HTMLTextAreaElement>(null);
  const length = useLengthNote();
  const note = rest.maxLength === undefined ? undefined : length.note;
  const value = rest.value;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new value from outside changes the height too
  useLayoutEffect(() => grow(area.current), [value]);
  return (
    <Field {...{ label, hideLabel, hint, note, error, disabled, name, className }}>
      <Base.Control
        render={
          <textarea
            {...(rest.maxLength === undefined ? {} : length.handlers)}
            {...rest}
            ref={area}
            rows={minRows}
            onChange={(event) => {
              grow(event.currentTarget);
              onValueChange?.(event.currentTarget.value);
            }}
          />
        }
        style={{ maxHeight: `calc(${maxRows} * 1.25rem + 14px)` }}
        className={classNames(controlClass, "resize-none px-2 py-1.5", mono && "figures")}
      />
    </Field>
  );
}

function grow(area: HTMLTextAreaElement | null) {
  if (!area) return;
  area.style.height = "auto";
  area.style.height = `${area.scrollHeight + 2}px`;
}
