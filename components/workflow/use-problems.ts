"use client";

import { useEffect } from "react";
import { whenIdle } from "@/components/ui/when-idle.ts";
import type { DocumentStore } from "./document-store.ts";

/** Keeps the list of problems current: looked for again while the browser has nothing better to do. */
export function useProblems(store: DocumentStore): void {
  useEffect(() => {
    let callOff: (() => void) | null = null;
    let left = false;
    const look = async () => {
      callOff = null;
      // Without a connection the code may not come; the next edit asks again.
      const code = await import("@/lib/graph/validate.ts").catch(() => null);
      if (!code || left) return;
      const { document, connections, prices, refusedStatements, setIssues } = store.getState();
      setIssues(code.validate(document.graph, { connections: [...connections], prices, refusedStatements }));
    };
    const ask = () => {
      callOff ??= whenIdle(() => void look(), 600);
    };
    ask();
    const stop = store.subscribe((state, before) => {
      if (
        state.document.graph !== before.document.graph ||
        state.refusedStatements !== before.refusedStatements
      )
        ask();
    });
    return () => {
      left = true;
      stop();
      callOff?.();
    };
  }, [store]);
}
