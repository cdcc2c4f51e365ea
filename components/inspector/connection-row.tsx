"use client";

import { Select } from "@/components/ui/select.tsx";
import { useWorkflow } from "@/components/workflow/use-workflow.ts";
import type { ConnectionChoice } from "@/components/workflow/workflow-props.ts";
import { At, useFieldProblem, useOwnerForm } from "./owner.tsx";

/** Stands for no connection; ids of connections have no spaces. */
const NONE = "no connection";

type Props = {
  label: string;
  value: string | null;
  kinds: readonly ConnectionChoice["kind"][];
  /** What stands for no connection, where that is a choice. */
  none?: { label: string; hint?: string };
};

/** The connection that a tool works through. */
export function ConnectionRow({ label, value, kinds, none }: Props) {
  const form = useOwnerForm();
  const path = ["tool", "connectionId"];
  const problem = useFieldProblem(path);
  const fitting = useWorkflow((state) => state.connections).filter(({ kind }) => kinds.includes(kind));
  return (
    <At path={path}>
      <Select
        label={label}
        size={28}
        error={problem}
        placeholder="Choose a connection"
        hint={fitting.length === 0 && !none ? "None of this kind yet: add one under Connections." : undefined}
        options={[
          ...(none ? [{ value: NONE, ...none }] : []),
          ...fitting.map(({ id, name, detail, offline }) => ({
            value: id,
            label: offline ? `${name} (offline)` : name,
            hint: detail,
          })),
        ]}
        value={value ?? (none ? NONE : null)}
        onValueChange={(id) => form.change(path, id === NONE ? null : id)}
      />
    </At>
  );
}
