"use client";

import { useState } from "react";
import { GraphView } from "@/components/canvas/graph-view.tsx";
import { Wordmark } from "@/components/frame/wordmark.tsx";
import { TimeAgo } from "@/components/ui/time-ago.tsx";
import { useNarrow } from "@/components/workflow/use-media.ts";
import { markHidden } from "@/lib/graph/hidden-characters.ts";
import type { SharedVersion } from "@/lib/views/share-link.ts";
import { NodeFacts, StepList } from "./node-facts.tsx";

/** A published version for whoever has its link: the drawing, and of each step what the link shows. */
export function SharedPage({ shared: { name, version, publishedAt, document } }: { shared: SharedVersion }) {
  const [selected, setSelected] = useState<string | null>(null);
  const narrow = useNarrow();
  const node = document.graph.nodes.find(({ id }) => id === selected);
  return (
    <div className="flex h-dvh flex-col">
      <header className="flex min-h-11 shrink-0 flex-wrap items-center gap-x-4 gap-y-1 border-line border-b bg-surface px-4 py-1.5">
        <Wordmark />
        <h1 className="min-w-0 truncate text-13">
          {markHidden(name)}, version {version}
        </h1>
        <p className="text-12 text-ink-faint">
          Published <TimeAgo at={publishedAt} />. You look at it by a link; it can't be changed here.
        </p>
      </header>
      <main className="flex min-h-0 flex-1 max-md:flex-col">
        <section aria-label="The drawing" className="relative min-h-0 min-w-0 flex-1">
          <GraphView
            document={document}
            paint={null}
            label={`The graph of ${name}`}
            selectedNodeId={selected}
            onSelectNode={setSelected}
            showOverview={!narrow}
          />
        </section>
        <aside
          aria-label="Steps"
          className="shrink-0 overflow-y-auto border-line bg-surface max-md:max-h-1/2 max-md:border-t md:w-90 md:border-l"
        >
          {node ? (
            <NodeFacts node={node} only={SHOWN} onBack={() => setSelected(null)} />
          ) : (
            <StepList nodes={document.graph.nodes} onSelect={setSelected} />
          )}
        </aside>
      </main>
    </div>
  );
}

/** What a link may show of a node; everything else in it is as in a new one, and says nothing. */
const SHOWN = ["description", "instructions", "template", "text", "items", "schema", "output", "parameters"];
