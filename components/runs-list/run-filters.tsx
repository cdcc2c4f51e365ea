"use client";

import { useRouter } from "next/navigation";
import { useWorkspacePath } from "@/components/frame/workspace-context.ts";
import { Select } from "@/components/ui/select.tsx";
import { type RunsFilter, runsPath } from "@/lib/views/runs-filter.ts";

type Props = { filter: RunsFilter; workflows: { id: string; name: string }[] };

const ALL = "all";
const states = [
  { value: ALL, label: "Every state" },
  { value: "running", label: "Running" },
  { value: "ok", label: "Done" },
  { value: "partial", label: "Done, with failures" },
  { value: "failed", label: "Failed" },
  { value: "cancelled", label: "Cancelled" },
] as const;

/** Which runs are shown; a choice is in the address, so it can be kept and sent. */
export function RunFilters({ filter, workflows }: Props) {
  const router = useRouter();
  const to = useWorkspacePath();
  const go = (change: Partial<RunsFilter>) =>
    router.push(to(runsPath({ ...filter, before: null, ...change })));
  return (
    <>
      <Select
        label="Workflow"
        hideLabel
        size={28}
        className="w-36 sm:w-44"
        value={filter.workflowId ?? ALL}
        onValueChange={(value) => go({ workflowId: value === ALL ? null : value })}
        options={[
          { value: ALL, label: "Every workflow" },
          ...workflows.map(({ id, name }) => ({ value: id, label: name })),
        ]}
      />
      <Select
        label="State"
        hideLabel
        size={28}
        className="w-28 sm:w-32"
        value={filter.status ?? ALL}
        onValueChange={(value) => go({ status: value === ALL ? null : value })}
        options={states}
      />
    </>
  );
}
