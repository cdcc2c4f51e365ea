"use client";

import { useEffect } from "react";
import { followEvents } from "@/components/run/event-stream.ts";
import { StoredEdit } from "@/lib/views/workflow-edits.ts";
import type { DocumentStore } from "./document-store.ts";

const CUT_OFF = {
  "signed-out": "You are signed out. Sign in again in another tab to save what you do here.",
  gone: "This workflow was deleted, or you are no member of its workspace any more. What you do here can't be saved.",
} as const;

/** Brings what other tabs and people do into the page, as soon as it is stored. */
export function useStoredEdits(store: DocumentStore, url: string | undefined): void {
  useEffect(() => {
    if (url === undefined) return;
    const stream = followEvents({
      url,
      looksInWhenHidden: false,
      lastSeq: () => store.getState().seq(),
      onEvent(data) {
        const row = StoredEdit.safeParse(JSON.parse(data));
        if (row.success) store.getState().take([row.data]);
        else void store.getState().catchUp();
      },
      onBeginAnew: () => void store.getState().catchUp(),
      onConnection: (connection) => connection === "live" && store.getState().setCutOff(null),
      onRefused: (why) => store.getState().setCutOff(CUT_OFF[why]),
    });
    return () => stream.close();
  }, [store, url]);
}
