"use client";

import { Field as Base } from "@base-ui/react/field";
import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";
import { controlClass } from "./control-class.ts";
import { Field, type FieldProps } from "./field.tsx";
import { useLengthNote } from "./use-length-note.ts";

type Props = FieldProps &
  Omit<Base.Control.Props, "className" | "render" | "size"> & {
    size?: 28 | 32;
    /** Mono, for values, ids and code. */
    mono?: boolean;
    /** Shown inside the field before and after the text: an icon, a unit, a button. */
    leading?: ReactNode;
    trailing?: ReactNode;
  };

/** One line of text. `onValueChange(value)` as it is typed; also without state, by `name` in a form. */
export function TextField({
  label,
  hideLabel,
  hint,
  error,
  disabled,
  name,
  className,
  size = 32,
  mono = false,
  leading,
  trailing,
  ...rest
}: Props) {
  const length = useLengthNote();
  const note = rest.maxLength === undefined ? undefined : length.note;
  return (
    <Field {...{ label, hideLabel, hint, note, error, disabled, name, className }}>
      <div className="relative flex items-center">
        {leading && (
          <span className="pointer-events-none absolute left-2 flex text-ink-faint">{leading}</span>
        )}
        <Base.Control
          {...(rest.maxLength === undefined ? {} : length.handlers)}
          {...rest}
          className={classNames(
            controlClass,
            size === 28 ? "h-7" : "h-8",
            leading ? "pl-8" : "pl-2",
            trailing ? "pr-9" : "pr-2",
            mono && "figures",
          )}
        />
        {trailing && (
          <span className="absolute right-1 flex items-center text-12 text-ink-faint">{trailing}</span>
        )}
      </div>
    </Field>
  );
}
