"use client";

import { useEffect } from "react";
import type { PinnedWorkflow } from "@/lib/graph/node.ts";
import { pinnedWorkflows } from "@/lib/graph/pinned-workflows.ts";
import type { DocumentStore } from "./document-store.ts";
import { pinKey } from "./published.ts";
import type { LoadPublished } from "./workflow-props.ts";

/** Versions that are asked for by one request. */
const AT_ONCE = 200;

/**
 * Loads the published versions that the drawing uses as soon as it uses them, and anew when the person comes back to the
 * page: a newer version may be there, or the workflow may be gone.
 */
export function usePublished(store: DocumentStore, load: LoadPublished | undefined): void {
  useEffect(() => {
    if (!load) return;
    let left = false;
    const underWay = new Set<string>();

    const ask = async (pins: readonly PinnedWorkflow[]) => {
      const fresh = pins.filter((pin) => !underWay.has(pinKey(pin))).slice(0, AT_ONCE);
      if (fresh.length === 0) return;
      for (const pin of fresh) underWay.add(pinKey(pin));
      // Without a connection nothing comes; the next edit asks again.
      const answer = await load(fresh).catch(() => null);
      for (const pin of fresh) underWay.delete(pinKey(pin));
      if (!answer?.ok || left) return;
      store.getState().takePublished(fresh, answer.workflows);
      askNew();
    };
    const used = () => pinnedWorkflows(store.getState().document.graph);
    const askNew = () => {
      const { asked } = store.getState().published;
      void ask(used().filter((pin) => !asked.has(pinKey(pin))));
    };
    const comesBack = () => void ask(used());

    askNew();
    const stop = store.subscribe((state, before) => {
      if (state.document.graph !== before.document.graph) askNew();
    });
    window.addEventListener("focus", comesBack);
    return () => {
      left = true;
      stop();
      window.removeEventListener("focus", comesBack);
    };
  }, [store, load]);
}
