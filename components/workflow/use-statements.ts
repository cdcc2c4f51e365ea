"use client";

import { useEffect } from "react";
import type { DocumentStore } from "./document-store.ts";
import type { CheckSql } from "./workflow-props.ts";

/** How long nobody types before databases are asked, ms. */
const QUIET_MS = 1_000;

/**
 * Asks databases about the statements of the drawing, each once and one after another, and once more about those that were
 * refused when the person comes back to the page: the database may have been changed meanwhile.
 */
export function useStatements(store: DocumentStore, checkSql: CheckSql | undefined): void {
  useEffect(() => {
    if (!checkSql) return;
    const asked = new Set<string>();
    let left = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let busy = false;

    const ask = async () => {
      // Without a connection the code may not come; the next edit asks again.
      const code = await import("@/lib/graph/checks/statements.ts").catch(() => null);
      if (code === null || busy) return;
      busy = true;
      const next = () =>
        code
          .sqlChecks(store.getState().document.graph)
          .find(([key, { connectionId }]) => !asked.has(key) && isReached(connectionId));
      for (let one = next(); one && !left; one = next()) {
        const [key, check] = one;
        asked.add(key);
        const answer = await checkSql(check).catch(() => null);
        if (answer?.ok && !left) store.getState().noteStatement(check, answer.refused);
      }
      busy = false;
    };
    const isReached = (id: string) =>
      store
        .getState()
        .connections.some((one) => one.id === id && !one.offline && one.unreachable === undefined);
    const soon = () => {
      clearTimeout(timer);
      timer = setTimeout(() => void ask(), QUIET_MS);
    };
    const comesBack = () => {
      for (const key of store.getState().refusedStatements.keys()) asked.delete(key);
      soon();
    };

    soon();
    const stop = store.subscribe((state, before) => {
      if (state.document.graph !== before.document.graph) soon();
    });
    window.addEventListener("focus", comesBack);
    return () => {
      left = true;
      clearTimeout(timer);
      stop();
      window.removeEventListener("focus", comesBack);
    };
  }, [store, checkSql]);
}
