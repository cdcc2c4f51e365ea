"use client";

import { useEffect } from "react";
import { isTyping } from "@/components/canvas/is-typing.ts";
import type { DocumentStore } from "./document-store.ts";

/** Save, undo and redo by keys, wherever the focus is: what had it may just have been removed. */
export function usePageKeys(store: DocumentStore): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.defaultPrevented) return;
      const key = event.key.toLowerCase();
      if (key === "s") void store.getState().flush();
      else if (event.target && isTyping(event.target)) return;
      else if (key === "z" && event.shiftKey) store.getState().redo();
      else if (key === "z") store.getState().undo();
      else if (key === "y") store.getState().redo();
      else return;
      event.preventDefault();
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [store]);
}
