"use client";

import { useEffect } from "react";
import { whenIdle } from "@/components/ui/when-idle.ts";
import type { DocumentStore } from "./document-store.ts";
import { publishedOf } from "./published.ts";

/** Keeps the list of problems current: looked for again while the browser has nothing better to do. */
export function useProblems(store: DocumentStore, workflow: string): void {
  useEffect(() => {
    let callOff: (() => void) | null = null;
    let left = false;
    const look = async () => {
      callOff = null;
      // Without a connection the code may not come; the next edit asks again.
      const code = await import("@/lib/graph/validate.ts").catch(() => null);
      if (!code || left) return;
      const { document, connections, prices, refusedStatements, published, setIssues } = store.getState();
      const workflows = publishedOf(document.graph, published);
      setIssues(
        code.validate(document.graph, {
          connections,
          ...{ prices, refusedStatements, workflow, ...(workflows && { workflows }) },
        }),
      );
    };
    const ask = () => {
      callOff ??= whenIdle(() => void look(), 600);
    };
    ask();
    const stop = store.subscribe((state, before) => {
      if (
        state.document.graph !== before.document.graph ||
        state.refusedStatements !== before.refusedStatements ||
        state.published !== before.published
      )
        ask();
    });
    return () => {
      left = true;
      stop();
      callOff?.();
    };
  }, [store, workflow]);
}
