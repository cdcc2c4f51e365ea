"use client";

import { ArrowUp, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { IconButton } from "@/components/ui/icon-button.tsx";
import { newId } from "@/components/workflow/new-id.ts";
import type { ModelEntry } from "@/lib/graph/node.ts";
import { DefaultModel } from "./default-model.tsx";
import { ModelPick } from "./model-pick.tsx";
import { At, useFieldProblem, useOwnerForm } from "./owner.tsx";

/** The models of an agent in the order they are tried; without any, it uses the workflow's default. */
export function ModelChain({ models }: { models: readonly ModelEntry[] }) {
  const form = useOwnerForm();
  const problem = useFieldProblem(["models"]);
  const [added, setAdded] = useState<string | null>(null);
  return (
    <At path={["models"]} className="flex flex-col gap-2">
      {models.length === 0 && (
        <>
          <p className="text-12 text-ink-faint">
            The workflow's default model, for all that have none of their own:
          </p>
          <DefaultModel />
        </>
      )}
      {models.map((choice, index) => (
        <ModelRow key={choice.id} choice={choice} index={index} fresh={choice.id === added} />
      ))}
      {problem && <p className="text-12 text-failed">{problem}</p>}
      <Button
        size={28}
        variant="ghost"
        className="self-start"
        icon={<Plus size={14} aria-hidden />}
        disabled={models.length >= 5}
        onClick={() => {
          const id = newId();
          form.change(["models", id], { id, connectionId: null, model: "" });
          setAdded(id);
        }}
      >
        {models.length === 0 ? "Choose another for this one" : "Add one to fall back on"}
      </Button>
    </At>
  );
}

function ModelRow({ choice, index, fresh }: { choice: ModelEntry; index: number; fresh: boolean }) {
  const form = useOwnerForm();
  const path = ["models", choice.id];
  const problem = useFieldProblem([...path, "model"]);
  const connectionProblem = useFieldProblem([...path, "connectionId"]);
  return (
    <div className="flex items-start gap-1">
      <ModelPick
        label={`Model ${index + 1}`}
        choice={choice}
        path={path}
        problem={problem}
        connectionProblem={connectionProblem}
        selectOnMount={fresh}
        onConnection={(id) => form.change([...path, "connectionId"], id)}
        onModel={(model) => form.type([...path, "model"], model)}
      />
      {index > 0 && (
        <IconButton
          label="Try it earlier"
          icon={<ArrowUp size={14} aria-hidden />}
          onClick={() => form.change(path, choice, index - 1)}
        />
      )}
      <IconButton
        label={`Remove model ${index + 1}`}
        icon={<Trash2 size={14} aria-hidden />}
        onClick={() => form.change(path)}
      />
    </div>
  );
}
