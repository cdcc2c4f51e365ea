"use client";

import { Field as Base } from "@base-ui/react/field";
import { CircleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";

export type FieldProps = {
  label: string;
  /** Keeps the label for screen readers only. */
  hideLabel?: boolean;
  /** One line on what belongs here. */
  hint?: ReactNode;
  /** What happened while it was filled in; read out when it appears. */
  note?: string | null;
  /** What is wrong and what to do; marks the control as invalid. */
  error?: ReactNode;
  disabled?: boolean;
  name?: string;
  className?: string;
};

/** Label, control, hint and error belonging together for eyes and screen readers. */
export function Field({
  label,
  hideLabel = false,
  hint,
  note,
  error,
  disabled,
  name,
  className,
  children,
}: FieldProps & { children: ReactNode }) {
  return (
    <Base.Root
      name={name}
      disabled={disabled}
      invalid={Boolean(error)}
      className={classNames("flex min-w-0 flex-col gap-1", className)}
    >
      <Base.Label className={hideLabel ? "sr-only" : "text-12 text-ink-soft"}>{label}</Base.Label>
      {children}
      {hint && <Base.Description className="text-12 text-ink-faint">{hint}</Base.Description>}
      {note !== undefined && (
        <p aria-live="polite" className="text-12 text-waiting empty:hidden">
          {note}
        </p>
      )}
      <FieldError error={error} />
    </Base.Root>
  );
}

function FieldError({ error }: { error?: ReactNode }) {
  if (!error) return null;
  return (
    <Base.Error match className="flex items-start gap-1 text-12 text-failed">
      <CircleAlert size={14} aria-hidden className="mt-px shrink-0" />
      <span className="wrap-anywhere min-w-0">{error}</span>
    </Base.Error>
  );
}
