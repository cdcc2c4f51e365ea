"use client";

import { InsideRun } from "@/components/trace/inside/inside-run.tsx";
import { RunSourcesProvider } from "@/components/trace/use-run-sources.tsx";
import { useWorkflow } from "@/components/workflow/use-workflow.ts";
import type { ShownSession } from "./run-session.ts";
import { useSession } from "./session-context.ts";

/** In place of the canvas: the graph of a workflow that the shown run visits. */
export function InsideShown({ shown, inside }: { shown: ShownSession; inside: number }) {
  const openInside = useSession((state) => state.openInside);
  const selected = useSession((state) => state.selected);
  const select = useSession((state) => state.select);
  const name = useWorkflow((state) => state.name);
  return (
    <RunSourcesProvider sources={shown.sources}>
      <InsideRun
        run={shown.run}
        name={name}
        inside={inside}
        onOpen={openInside}
        selected={selected}
        onSelect={select}
      />
    </RunSourcesProvider>
  );
}
