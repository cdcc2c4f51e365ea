"use client";

import { ArrowLeft, Lock, RotateCcw } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { GraphView } from "@/components/canvas/graph-view.tsx";
import { useMay } from "@/components/frame/workspace-context.ts";
import { ask } from "@/components/problem/refusal.ts";
import { Button } from "@/components/ui/button.tsx";
import { IconButton } from "@/components/ui/icon-button.tsx";
import { Notice } from "@/components/ui/notice.tsx";
import { Skeleton } from "@/components/ui/skeleton.tsx";
import { TimeAgo } from "@/components/ui/time-ago.tsx";
import { useWorkflow, useWorkflowStore } from "@/components/workflow/use-workflow.ts";
import { markHidden } from "@/lib/graph/hidden-characters.ts";
import type { ReadVersion } from "@/lib/views/workflow-version.ts";
import { NodeFacts, StepList } from "./node-facts.tsx";
import { restoreVersion } from "./restore-version.ts";
import { showVersion } from "./shown-version.ts";
import type { VersionActions } from "./version-actions.ts";

type Props = { version: number; read: VersionActions["read"]; narrow: boolean };

type Shown = { state: "asked" } | { state: "known"; read: ReadVersion } | { state: "refused"; why: string };

/** A published version on its canvas, in place of the draft: to look at, and to restore. */
export function VersionView({ version, read, narrow }: Props) {
  const store = useWorkflowStore();
  const name = useWorkflow((state) => state.name);
  const draws = useMay("edit");
  const shown = useRead(read, version);
  const [selected, setSelected] = useState<string | null>(null);
  const back = useRef<HTMLButtonElement>(null);
  // What led here is gone.
  useEffect(() => back.current?.focus(), []);
  const known = shown.state === "known" ? shown.read : null;
  const node = known?.document.graph.nodes.find(({ id }) => id === selected);
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <header className="flex min-h-11 shrink-0 flex-wrap items-center gap-x-3 gap-y-1 border-line border-b bg-surface px-2 py-1.5">
        <div className="flex min-w-0 max-w-full items-center gap-1">
          <IconButton
            ref={back}
            label="Back to the draft"
            icon={<ArrowLeft size={16} aria-hidden />}
            onClick={() => showVersion(null)}
          />
          <h1 className="min-w-0 truncate text-13">
            Version {version} of {markHidden(name)}
          </h1>
        </div>
        {known && (
          <p role="status" className="flex items-center gap-1.5 text-12 text-ink-soft max-md:pl-2">
            <Lock size={13} aria-hidden className="shrink-0" />
            Published, so it can't be changed.
          </p>
        )}
        {known && (
          <p className="text-12 text-ink-faint max-md:hidden">
            {known.by}, <TimeAgo at={known.at} />
            {known.isNewest && ", the newest"}
          </p>
        )}
        {draws && (
          <Button
            size={28}
            className="ml-auto"
            icon={<RotateCcw size={14} aria-hidden />}
            disabled={known === null}
            onClick={() => {
              if (known && restoreVersion(store, known)) showVersion(null);
            }}
          >
            Restore it into the draft
          </Button>
        )}
      </header>
      {known && known.note !== "" && (
        <p className="wrap-anywhere shrink-0 whitespace-pre-wrap border-line border-b bg-surface px-4 py-2 text-13">
          {markHidden(known.note)}
        </p>
      )}
      {shown.state === "asked" && <Skeleton className="m-4 h-40" />}
      {shown.state === "refused" && (
        <div className="p-4">
          <Notice
            tone="error"
            title="This version could not be opened"
            action={
              <Button size={28} onClick={() => showVersion(null)}>
                Back to the draft
              </Button>
            }
          >
            {shown.why}
          </Notice>
        </div>
      )}
      {known && (
        <div className="flex min-h-0 flex-1 max-md:flex-col">
          <section aria-label="The drawing of this version" className="relative min-h-0 min-w-0 flex-1">
            <GraphView
              document={known.document}
              paint={null}
              label={`The graph of version ${version}`}
              selectedNodeId={selected}
              onSelectNode={setSelected}
              showOverview={!narrow}
            />
          </section>
          <aside
            aria-label="Steps of this version"
            className="shrink-0 overflow-y-auto border-line bg-surface max-md:max-h-1/2 max-md:border-t md:w-90 md:border-l"
          >
            {node ? (
              <NodeFacts key={node.id} node={node} onBack={() => setSelected(null)} />
            ) : (
              <StepList nodes={known.document.graph.nodes} onSelect={setSelected} />
            )}
          </aside>
        </div>
      )}
    </div>
  );
}

function useRead(read: VersionActions["read"], version: number): Shown {
  const [shown, setShown] = useState<Shown>({ state: "asked" });
  useEffect(() => {
    let left = false;
    setShown({ state: "asked" });
    void ask(() => read(version)).then((answer) => {
      if (left) return;
      setShown(answer.ok ? { state: "known", read: answer } : { state: "refused", why: answer.message });
    });
    return () => {
      left = true;
    };
  }, [read, version]);
  return shown;
}
