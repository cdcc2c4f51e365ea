"use client";

import { ArrowUp, Plus, Trash2 } from "lucide-react";
import { Button } from "@/components/ui/button.tsx";
import { IconButton } from "@/components/ui/icon-button.tsx";
import { Select } from "@/components/ui/select.tsx";
import { SuggestField } from "@/components/ui/suggest-field.tsx";
import { useWorkflow } from "@/components/workflow/use-workflow.ts";
import type { ModelChoice } from "@/lib/graph/node.ts";
import { At, useFieldProblem, useOwnerForm } from "./owner.tsx";

/** Stands for no connection of its own; ids of connections have no spaces. */
const DEFAULT = "the default";

/** The models of an agent in the order they are tried. */
export function ModelChain({ models }: { models: readonly ModelChoice[] }) {
  const form = useOwnerForm();
  const problem = useFieldProblem(["models"]);
  return (
    <At path={["models"]} className="flex flex-col gap-2">
      {models.map((choice, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a choice has no identity but its place
        <ModelRow key={index} models={models} choice={choice} index={index} />
      ))}
      {problem && <p className="text-12 text-failed">{problem}</p>}
      <Button
        size={28}
        variant="ghost"
        className="self-start"
        icon={<Plus size={14} aria-hidden />}
        disabled={models.length >= 5}
        onClick={() => form.change(["models"], [...models, { connectionId: null, model: "" }])}
      >
        {models.length === 0 ? "Choose a model" : "Add one to fall back on"}
      </Button>
    </At>
  );
}

function ModelRow({
  models,
  choice,
  index,
}: {
  models: readonly ModelChoice[];
  choice: ModelChoice;
  index: number;
}) {
  const form = useOwnerForm();
  const connections = useWorkflow((state) => state.connections).filter(({ kind }) => kind === "model");
  const used = useWorkflow((state) => state.document.graph.nodes);
  const path = ["models", String(index)];
  const problem = useFieldProblem([...path, "model"]);
  const connectionProblem = useFieldProblem([...path, "connectionId"]);
  const known = new Set([
    ...connections
      .filter(({ id }) => choice.connectionId === null || id === choice.connectionId)
      .flatMap(({ models: names }) => names),
    ...used
      .flatMap((node) => (node.kind === "agent" || node.kind === "supervisor" ? node.models : []))
      .map(({ model }) => model),
  ]);
  known.delete("");
  return (
    <div className="flex items-start gap-1">
      <div className="flex min-w-0 flex-1 gap-1 max-[360px]:flex-col">
        <At path={[...path, "connectionId"]} className="min-w-0 flex-1">
          <Select
            label={`Connection of model ${index + 1}`}
            hideLabel
            error={connectionProblem}
            options={[
              { value: DEFAULT, label: "Default connection" },
              ...connections.map(({ id, name, detail }) => ({ value: id, label: name, hint: detail })),
            ]}
            value={choice.connectionId ?? DEFAULT}
            onValueChange={(id) => form.change([...path, "connectionId"], id === DEFAULT ? null : id)}
          />
        </At>
        <At path={[...path, "model"]} className="min-w-0 flex-1">
          <SuggestField
            label={`Model ${index + 1}`}
            hideLabel
            mono
            value={choice.model}
            placeholder="model"
            error={problem}
            suggestions={[...known].sort()}
            onValueChange={(model) => form.type([...path, "model"], model)}
          />
        </At>
      </div>
      {index > 0 && (
        <IconButton
          label="Try it earlier"
          icon={<ArrowUp size={14} aria-hidden />}
          onClick={() => form.change(["models"], models.toSpliced(index, 1).toSpliced(index - 1, 0, choice))}
        />
      )}
      <IconButton
        label={`Remove model ${index + 1}`}
        icon={<Trash2 size={14} aria-hidden />}
        onClick={() => form.change(["models"], models.toSpliced(index, 1))}
      />
    </div>
  );
}
