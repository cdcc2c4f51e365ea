"use client";

import { useCallback, useEffect, useState } from "react";
import { useMay } from "@/components/frame/workspace-context.ts";
import { ask } from "@/components/problem/refusal.ts";
import { Button } from "@/components/ui/button.tsx";
import { Notice } from "@/components/ui/notice.tsx";
import { Sheet } from "@/components/ui/sheet.tsx";
import { SkeletonRows } from "@/components/ui/skeleton.tsx";
import { toast } from "@/components/ui/toast.ts";
import { useWorkflowStore } from "@/components/workflow/use-workflow.ts";
import type { VersionList } from "@/lib/views/workflow-version.ts";
import { ApiCall } from "./api-call.tsx";
import { CompareView } from "./compare-view.tsx";
import { PublishForm } from "./publish-form.tsx";
import { restoreVersion } from "./restore-version.ts";
import { ShareDialog } from "./share-dialog.tsx";
import { showVersion } from "./shown-version.ts";
import type { VersionActions } from "./version-actions.ts";
import { VersionItem } from "./version-item.tsx";

type Props = {
  workflowId: string;
  actions: VersionActions;
  open: boolean;
  onOpenChange: (open: boolean) => void;
};

/** The versions of the open workflow, over the page: publish it, and open, compare or restore what was published. */
export function VersionsPanel({ workflowId, actions, open, onOpenChange }: Props) {
  return (
    <Sheet title="Versions" side="right" open={open} onOpenChange={onOpenChange}>
      <Versions workflowId={workflowId} actions={actions} onDone={() => onOpenChange(false)} />
    </Sheet>
  );
}

type Listed = { state: "asked" } | { state: "known"; list: VersionList } | { state: "refused"; why: string };

type VersionsProps = Pick<Props, "workflowId" | "actions"> & { onDone: () => void };

function Versions({ workflowId, actions, onDone }: VersionsProps) {
  const store = useWorkflowStore();
  const [listed, setListed] = useState<Listed>({ state: "asked" });
  const [compared, setCompared] = useState<number | null>(null);
  const publishes = useMay("publish");
  const draws = useMay("edit");
  const shares = useMay("link");
  const [shared, setShared] = useState<number | null>(null);

  const load = useCallback(async () => {
    // What the draft changes is told of what is stored.
    await store.getState().flush();
    const answer = await ask(actions.list);
    setListed(answer.ok ? { state: "known", list: answer } : { state: "refused", why: answer.message });
  }, [store, actions]);
  useEffect(() => void load(), [load]);

  const restore = async (version: number) => {
    const answer = await ask(() => actions.read(version));
    if (!answer.ok) toast.error("It was not restored", { description: answer.message });
    else if (restoreVersion(store, answer)) onDone();
  };

  if (listed.state === "asked") return <SkeletonRows rows={4} label="Loading the versions" />;
  if (listed.state === "refused")
    return (
      <div className="p-4">
        <Notice
          tone="error"
          title="The versions could not be loaded"
          action={
            <Button size={28} onClick={() => void load()}>
              Try again
            </Button>
          }
        >
          {listed.why}
        </Notice>
      </div>
    );
  const { list } = listed;
  const [newest] = list.versions;
  if (compared !== null)
    return (
      <CompareView
        versions={list.versions}
        version={compared}
        compare={actions.compare}
        onBack={() => setCompared(null)}
      />
    );
  return (
    <div className="flex flex-col">
      {publishes && (
        <section aria-label="Publish" className="border-line border-b p-4">
          <PublishForm
            list={list}
            publish={actions.publish}
            onPublished={() => void load()}
            onChanged={() => void load()}
          />
        </section>
      )}
      {!publishes && list.versions.length === 0 && (
        <p className="p-4 text-13 text-ink-soft">Nothing of it is published yet.</p>
      )}
      <ol aria-label="Published versions" className="divide-y divide-line px-4 empty:hidden">
        {list.versions.map((row) => (
          <li key={row.version}>
            <VersionItem
              row={row}
              onOpen={() => {
                onDone();
                showVersion(row.version);
              }}
              onRestore={draws ? () => void restore(row.version) : undefined}
              onCompare={() => setCompared(row.version)}
              onShare={shares ? () => setShared(row.version) : undefined}
            />
          </li>
        ))}
      </ol>
      {shared !== null && (
        <ShareDialog
          key={shared}
          version={shared}
          actions={actions}
          open
          onOpenChange={(stays) => !stays && setShared(null)}
        />
      )}
      {newest && <ApiCall workflowId={workflowId} version={newest.version} />}
    </div>
  );
}
