"use client";

import { useEffect } from "react";
import { validate } from "@/lib/graph/validate.ts";
import type { DocumentStore } from "./document-store.ts";

/** Keeps the list of problems current: looked for again while the browser has nothing better to do. */
export function useProblems(store: DocumentStore): void {
  useEffect(() => {
    let asked: number | ReturnType<typeof setTimeout> | undefined;
    const look = () => {
      asked = undefined;
      const { document, connections, setIssues } = store.getState();
      setIssues(validate(document.graph, { connections: [...connections] }));
    };
    const ask = () => {
      if (asked === undefined)
        asked =
          "requestIdleCallback" in window
            ? requestIdleCallback(look, { timeout: 600 })
            : setTimeout(look, 120);
    };
    ask();
    const stop = store.subscribe((state, before) => {
      if (state.document.graph !== before.document.graph || state.connections !== before.connections) ask();
    });
    return () => {
      stop();
      if (asked !== undefined) {
        if (typeof asked === "number" && "cancelIdleCallback" in window) cancelIdleCallback(asked);
        else clearTimeout(asked);
      }
    };
  }, [store]);
}
