"use client";

import { type ReactNode, useId } from "react";

/** The words of a control that stands before them, such as a checkbox. */
export type Words = { label: ReactNode; hint?: ReactNode };

type Props = Words & {
  /** The control; `named` are the attributes by which the words name and describe it. */
  control: (named: { "aria-labelledby": string; "aria-describedby": string | undefined }) => ReactNode;
};

/** A control with its words behind it; pressing them presses it. */
export function BesideLabel({ label, hint, control }: Props) {
  const id = useId();
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control inside is a button with a hidden input
    <label className="flex items-start gap-2">
      {/* The label around it names the hidden input; what has the role is named by the words. */}
      {control({ "aria-labelledby": `${id}-label`, "aria-describedby": hint ? `${id}-hint` : undefined })}
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
