"use client";

import { type ReactNode, useState } from "react";
import { NumberField } from "@/components/ui/number-field.tsx";
import { TextArea } from "@/components/ui/text-area.tsx";
import { TextField } from "@/components/ui/text-field.tsx";
import { useWorkflowStore } from "@/components/workflow/use-workflow.ts";
import { ReferenceName } from "@/lib/graph/reference-name.ts";
import { changeReferenceName, renameNode } from "@/lib/graph/rename.ts";
import { KeptField } from "./kept-field.tsx";
import { At, useFieldProblem, useOwnerForm } from "./owner.tsx";

type RowProps = {
  label: string;
  path: readonly string[];
  value: string;
  hint?: string;
  placeholder?: string;
  maxLength?: number;
};

/** A property of several lines of words. */
export function WordsRow({
  label,
  path,
  value,
  minRows = 2,
  maxRows,
  ...rest
}: RowProps & { minRows?: number; maxRows?: number }) {
  const form = useOwnerForm();
  const problem = useFieldProblem(path);
  return (
    <At path={path}>
      <TextArea
        label={label}
        value={value}
        error={problem}
        minRows={minRows}
        maxRows={maxRows}
        onValueChange={(text) => form.type(path, text)}
        {...rest}
      />
    </At>
  );
}

/** A property of one line. */
export function LineRow({
  label,
  path,
  value,
  mono,
  hideLabel,
  ...rest
}: RowProps & { mono?: boolean; hideLabel?: boolean }) {
  const form = useOwnerForm();
  const problem = useFieldProblem(path);
  return (
    <At path={path} className="min-w-0 flex-1">
      <TextField
        label={label}
        hideLabel={hideLabel}
        size={28}
        mono={mono}
        value={value}
        error={problem}
        onValueChange={(text) => form.type(path, text)}
        {...rest}
      />
    </At>
  );
}

type NumberProps = {
  label: string;
  path: readonly string[];
  value: number | null;
  /** The stored value for one on the screen: 1000 where ms are shown as s. */
  factor?: number;
  min?: number;
  max?: number;
  step?: number;
  unit?: string;
  hint?: string;
  /** Empty means null; without it an empty field keeps what was there. */
  nullable?: boolean;
  placeholder?: string;
};

/** A property that is a number. */
export function NumberRow({ label, path, value, factor = 1, nullable = false, ...rest }: NumberProps) {
  const form = useOwnerForm();
  const problem = useFieldProblem(path);
  return (
    <At path={path} className="min-w-0">
      <NumberField
        label={label}
        value={value === null ? null : value / factor}
        error={problem}
        onValueChange={(next) => {
          if (next !== null) form.type(path, Math.round(next * factor));
          else if (nullable) form.change(path, null);
        }}
        {...rest}
      />
    </At>
  );
}

/** The name of a node: kept on Enter and on leaving, and everything that reads its result follows. */
export function NameRow({ nodeId, name }: { nodeId: string; name: string }) {
  const store = useWorkflowStore();
  const problem = useFieldProblem(["name"]);
  const [draft, setDraft] = useState<string | null>(null);
  const keep = () => {
    if (draft !== null && draft.trim() !== "" && draft.trim() !== name)
      store.getState().edit(renameNode(store.getState().document.graph, nodeId, draft.trim()));
    setDraft(null);
  };
  return (
    <At path={["name"]}>
      <TextField
        label="Name"
        size={28}
        value={draft ?? name}
        maxLength={120}
        error={problem}
        onValueChange={setDraft}
        onBlur={keep}
        onKeyDown={(event) => {
          if (event.key === "Enter") keep();
          if (event.key === "Escape") setDraft(null);
        }}
      />
    </At>
  );
}

/** The name by which expressions read the node and, as the hint says, models call it; all that reads it follows. */
export function ReferenceNameRow({
  nodeId,
  referenceName,
  hint,
}: {
  nodeId: string;
  referenceName: string;
  hint: ReactNode;
}) {
  const store = useWorkflowStore();
  const [refused, setRefused] = useState<string>();
  const keep = (text: string) => {
    const { document, edit } = store.getState();
    const checked = ReferenceName.safeParse(text.trim());
    const problem = checked.success
      ? edit(changeReferenceName(document.graph, nodeId, checked.data))
      : `The name ${checked.error.issues[0]?.message ?? "can't be used"}.`;
    setRefused(problem ?? undefined);
    return problem === null;
  };
  return (
    <At path={["referenceName"]}>
      <KeptField
        label="Reference name"
        mono
        value={referenceName}
        hint={hint}
        error={refused}
        onKeep={keep}
      />
    </At>
  );
}
