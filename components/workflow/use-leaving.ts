"use client";

import { useEffect } from "react";
import type { DocumentStore } from "./document-store.ts";

/** Sends what is not stored when the page is hidden or left, and asks before leaving while something is not. */
export function useLeaving(store: DocumentStore): void {
  useEffect(() => {
    const onHide = () => {
      if (document.visibilityState === "hidden") void store.getState().flush();
    };
    const onLeave = (event: BeforeUnloadEvent) => {
      if (!store.getState().hasUnsaved()) return;
      void store.getState().flush();
      event.preventDefault();
    };
    const onOnline = () => void store.getState().flush();
    document.addEventListener("visibilitychange", onHide);
    window.addEventListener("beforeunload", onLeave);
    window.addEventListener("online", onOnline);
    return () => {
      document.removeEventListener("visibilitychange", onHide);
      window.removeEventListener("beforeunload", onLeave);
      window.removeEventListener("online", onOnline);
      void store.getState().flush();
    };
  }, [store]);
}
