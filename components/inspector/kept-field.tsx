"use client";

import { type ReactNode, useLayoutEffect, useRef, useState } from "react";
import { TextField } from "@/components/ui/text-field.tsx";

type Props = {
  label: string;
  hideLabel?: boolean;
  mono?: boolean;
  value: string;
  error?: ReactNode;
  hint?: ReactNode;
  placeholder?: string;
  className?: string;
  /** Selected when it appears, for something just added. */
  selectOnMount?: boolean;
  /** Called with the text on Enter and on leaving, when it has changed; false: it can't be kept, and stays to be mended. */
  onKeep: (text: string) => unknown;
};

/** A line whose text counts when it is finished, not with every key. Escape takes it back. */
export function KeptField({ value, onKeep, selectOnMount = false, ...rest }: Props) {
  const [draft, setDraft] = useState<string | null>(null);
  const field = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    if (!selectOnMount) return;
    field.current?.focus();
    field.current?.select();
  }, [selectOnMount]);
  const keep = () => {
    if (draft === null || draft === value || onKeep(draft) !== false) setDraft(null);
  };
  return (
    <TextField
      {...rest}
      ref={field}
      size={28}
      value={draft ?? value}
      onValueChange={setDraft}
      onBlur={keep}
      onKeyDown={(event) => {
        if (event.key === "Enter") keep();
        if (event.key === "Escape") setDraft(null);
      }}
    />
  );
}
