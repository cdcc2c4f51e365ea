"use client";

import { type ClipboardEvent, type DragEvent, type FormEvent, useRef, useState } from "react";
import { cutWords, fullWords } from "./too-long.ts";

type Field = HTMLInputElement | HTMLTextAreaElement;

/** Tells when a field takes no more of what is typed, and how much of a pasted or dropped text it left out. */
export function useLengthNote() {
  const [note, setNote] = useState<string | null>(null);
  const cut = useRef<string | null>(null);
  const put = (field: Field, text: string) => {
    cut.current = cutWords(field, text);
  };
  return {
    note,
    handlers: {
      onPaste: (event: ClipboardEvent<Field>) =>
        put(event.currentTarget, event.clipboardData.getData("text")),
      onDrop: (event: DragEvent<Field>) => put(event.currentTarget, event.dataTransfer.getData("text")),
      // Comes after paste and drop.
      onInput: (event: FormEvent<Field>) => {
        setNote(cut.current ?? fullWords(event.currentTarget));
        cut.current = null;
      },
    },
  };
}
