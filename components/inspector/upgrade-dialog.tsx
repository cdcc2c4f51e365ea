"use client";

import { useEffect, useState } from "react";
import { ask } from "@/components/problem/refusal.ts";
import { Button } from "@/components/ui/button.tsx";
import { Dialog, DialogClose } from "@/components/ui/dialog.tsx";
import { Notice } from "@/components/ui/notice.tsx";
import { Skeleton } from "@/components/ui/skeleton.tsx";
import { ChangeList } from "@/components/versions/change-list.tsx";
import type { WorkflowLibrary } from "@/components/workflow/workflow-library.ts";

type Compare = WorkflowLibrary["compare"];
type Compared = Awaited<ReturnType<Compare>> | null;

type Props = {
  /** The workflow's name, and the versions that the node goes from and to. */
  name: string;
  from: number;
  to: number;
  compare: () => ReturnType<Compare>;
  onDone: (upgrade: boolean) => void;
};

/** Says what a newer version changes before a node takes it. */
export function UpgradeDialog({ name, from, to, compare, onDone }: Props) {
  const [compared, setCompared] = useState<Compared>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: two versions are compared once
  useEffect(() => {
    let left = false;
    void ask(compare).then((answer) => {
      if (!left) setCompared(answer);
    });
    return () => {
      left = true;
    };
  }, [from, to]);
  return (
    <Dialog
      open
      onOpenChange={() => onDone(false)}
      title={`Upgrade to version ${to}`}
      description={`What changes in “${name}” from version ${from} to version ${to}.`}
      footer={
        <>
          <DialogClose render={<Button>Stay with version {from}</Button>} />
          <Button variant="primary" onClick={() => onDone(true)}>
            Upgrade
          </Button>
        </>
      }
    >
      <div aria-live="polite">
        {compared === null && <Skeleton className="h-24" />}
        {compared?.ok === false && (
          <Notice tone="error" title="They could not be compared">
            {compared.message}
          </Notice>
        )}
        {compared?.ok &&
          (compared.changes.length === 0 ? (
            <p className="text-13 text-ink-soft">They are the same.</p>
          ) : (
            <ChangeList changes={compared.changes} />
          ))}
      </div>
    </Dialog>
  );
}
