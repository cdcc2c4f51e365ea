"use client";

import { ArrowLeft } from "lucide-react";
import { useEffect, useState } from "react";
import { ask } from "@/components/problem/refusal.ts";
import { Button } from "@/components/ui/button.tsx";
import { Notice } from "@/components/ui/notice.tsx";
import { Select } from "@/components/ui/select.tsx";
import { Skeleton } from "@/components/ui/skeleton.tsx";
import { useWorkflowStore } from "@/components/workflow/use-workflow.ts";
import type { Change } from "@/lib/graph/diff/change.ts";
import type { VersionRow } from "@/lib/views/workflow-version.ts";
import { ChangeList } from "./change-list.tsx";
import type { VersionActions } from "./version-actions.ts";

type Props = {
  versions: readonly VersionRow[];
  /** The version to begin with. */
  version: number;
  compare: VersionActions["compare"];
  onBack: () => void;
};

type Compared =
  | { state: "asked" }
  | { state: "known"; changes: Change[] }
  | { state: "refused"; why: string };

/** What changes from one version to another, or to the draft. */
export function CompareView({ versions, version, compare, onBack }: Props) {
  const [from, setFrom] = useState(`${version}`);
  const [to, setTo] = useState("draft");
  const compared = useCompared(compare, from, to);
  const options = [
    { value: "draft", label: "Draft" },
    ...versions.map((one) => ({ value: `${one.version}`, label: `Version ${one.version}` })),
  ];
  return (
    <section aria-label="Compare" className="flex flex-col gap-4 p-4">
      <Button
        size={28}
        variant="ghost"
        icon={<ArrowLeft size={14} aria-hidden />}
        onClick={onBack}
        className="-ml-2 self-start"
      >
        All versions
      </Button>
      <div className="grid grid-cols-2 gap-3">
        <Select label="From" options={options} value={from} onValueChange={setFrom} />
        <Select label="To" options={options} value={to} onValueChange={setTo} />
      </div>
      <div aria-live="polite">
        {compared.state === "asked" && <Skeleton className="h-24" />}
        {compared.state === "refused" && (
          <Notice tone="error" title="They could not be compared">
            {compared.why}
          </Notice>
        )}
        {compared.state === "known" &&
          (compared.changes.length === 0 ? (
            <p className="text-13 text-ink-soft">They are the same.</p>
          ) : (
            <ChangeList changes={compared.changes} />
          ))}
      </div>
    </section>
  );
}

function useCompared(compare: VersionActions["compare"], from: string, to: string): Compared {
  const store = useWorkflowStore();
  const [compared, setCompared] = useState<Compared>({ state: "asked" });
  useEffect(() => {
    let left = false;
    const numbered = (which: string) => (which === "draft" ? ("draft" as const) : Number(which));
    setCompared({ state: "asked" });
    void (async () => {
      // The server compares what is stored.
      await store.getState().flush();
      const answer = await ask(() => compare({ from: numbered(from), to: numbered(to) }));
      if (left) return;
      setCompared(
        answer.ok ? { state: "known", changes: answer.changes } : { state: "refused", why: answer.message },
      );
    })();
    return () => {
      left = true;
    };
  }, [store, compare, from, to]);
  return compared;
}
