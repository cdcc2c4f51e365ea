"use client";

import { useEffect } from "react";
import type { DocumentStore } from "./document-store.ts";

/**
 * Sends what is not stored when the page is hidden, seen again or left, and asks before leaving while something is not.
 * Seen again: the person may have signed in in another tab.
 */
export function useLeaving(store: DocumentStore): void {
  useEffect(() => {
    const onLeave = (event: BeforeUnloadEvent) => {
      if (!store.getState().hasUnsaved()) return;
      void store.getState().flush();
      event.preventDefault();
    };
    const send = () => void store.getState().flush();
    document.addEventListener("visibilitychange", send);
    window.addEventListener("beforeunload", onLeave);
    window.addEventListener("online", send);
    return () => {
      document.removeEventListener("visibilitychange", send);
      window.removeEventListener("beforeunload", onLeave);
      window.removeEventListener("online", send);
      void store.getState().flush();
    };
  }, [store]);
}
