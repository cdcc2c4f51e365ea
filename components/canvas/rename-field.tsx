"use client";

import { useLayoutEffect, useRef, useState } from "react";

type Props = { name: string; className: string; onDone: (name: string | null) => void };

/** The name being typed: Enter and leaving keep it, Escape does not. */
export function RenameField({ name, className, onDone }: Props) {
  const [text, setText] = useState(name);
  const field = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    field.current?.focus({ preventScroll: true });
    field.current?.select();
  }, []);
  return (
    <input
      ref={field}
      aria-label="Name"
      value={text}
      maxLength={120}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={() => onDone(text)}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === "Enter") onDone(text);
        if (event.key === "Escape") onDone(null);
      }}
      className={`${className} nodrag nopan rounded-mark bg-paper px-1.5`}
    />
  );
}
