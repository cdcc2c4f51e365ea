"use client";

import { useLayoutEffect, useRef, useState } from "react";
import { useLengthNote } from "@/components/ui/use-length-note.ts";

type Props = { name: string; className: string; onDone: (name: string | null) => void };

/** The name being typed: Enter and leaving keep it, Escape does not. */
export function RenameField({ name, className, onDone }: Props) {
  const [text, setText] = useState(name);
  const field = useRef<HTMLInputElement>(null);
  const length = useLengthNote();
  const isDone = useRef(false);
  // Who is told moves the focus, and the field is left by that.
  const finish = (kept: string | null) => {
    if (isDone.current) return;
    isDone.current = true;
    onDone(kept);
  };
  useLayoutEffect(() => {
    field.current?.focus({ preventScroll: true });
    field.current?.select();
  }, []);
  return (
    <span className="relative flex min-w-0 flex-1">
      <input
        {...length.handlers}
        ref={field}
        aria-label="Name"
        value={text}
        maxLength={120}
        onChange={(event) => setText(event.currentTarget.value)}
        onBlur={() => finish(text)}
        onKeyDown={(event) => {
          event.stopPropagation();
          if (event.key === "Enter") finish(text);
          if (event.key === "Escape") finish(null);
        }}
        className={`${className} nodrag nopan rounded-mark bg-paper px-1.5`}
      />
      <span
        aria-live="polite"
        className="absolute top-full left-0 z-10 mt-1 w-56 rounded-control bg-raised px-2 py-1 text-12 text-waiting shadow-float empty:hidden"
      >
        {length.note}
      </span>
    </span>
  );
}
