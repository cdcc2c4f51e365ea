"use client";

import { RunSourcesProvider } from "@/components/trace/use-run-sources.tsx";
import type { ShownSession } from "./run-session.ts";
import { RunTitle } from "./run-title.tsx";

/** The tab's title for the run that a workflow's page shows. */
export function SessionTitle({ shown, name }: { shown: ShownSession; name: string }) {
  return (
    <RunSourcesProvider sources={shown.sources}>
      <RunTitle run={shown.run} name={name} />
    </RunSourcesProvider>
  );
}
