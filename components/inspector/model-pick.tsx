"use client";

import type { ReactNode } from "react";
import { Select } from "@/components/ui/select.tsx";
import { SuggestField } from "@/components/ui/suggest-field.tsx";
import { useWorkflow } from "@/components/workflow/use-workflow.ts";
import type { ModelChoice } from "@/lib/graph/node.ts";
import { modelSuggestions } from "./model-suggestions.ts";
import { At } from "./owner.tsx";

/** Stands for no connection of its own; ids of connections have no spaces. */
const DEFAULT = "the default";

type Props = {
  /** What is picked: "Model 1", "Default model". */
  label: string;
  choice: ModelChoice;
  /** Where it stands in the node, for problems that lead here; absent outside a node. */
  path?: readonly string[];
  problem?: ReactNode;
  connectionProblem?: ReactNode;
  selectOnMount?: boolean;
  onConnection: (connectionId: string | null) => void;
  /** Called with every letter typed. */
  onModel: (model: string) => void;
};

/** A model and the connection that it is reached by. */
export function ModelPick({ label, choice, path = [], problem, connectionProblem, ...on }: Props) {
  const connections = useWorkflow((state) => state.connections).filter(({ kind }) => kind === "model");
  const graph = useWorkflow((state) => state.document.graph);
  const prices = useWorkflow((state) => state.prices);
  const used = [
    ...graph.nodes.flatMap((node) =>
      node.kind === "agent" || node.kind === "supervisor" ? node.models : [],
    ),
    ...(graph.defaultModel ? [graph.defaultModel] : []),
  ].map(({ model }) => model);
  // What is being typed here is no suggestion, unless another uses it too.
  const others = used.toSpliced(used.indexOf(choice.model), used.includes(choice.model) ? 1 : 0);
  const known = modelSuggestions(choice.connectionId, { connections, prices: prices ?? [], used: others });
  return (
    <div className="flex min-w-0 flex-1 flex-col gap-1">
      <At path={[...path, "connectionId"]}>
        <Select
          label={`Connection of ${label.toLowerCase()}`}
          hideLabel
          error={connectionProblem}
          options={[
            { value: DEFAULT, label: "Default connection" },
            ...connections.map(({ id, name, detail }) => ({ value: id, label: name, hint: detail })),
          ]}
          value={choice.connectionId ?? DEFAULT}
          onValueChange={(id) => on.onConnection(id === DEFAULT ? null : id)}
        />
      </At>
      <At path={[...path, "model"]}>
        <SuggestField
          label={label}
          hideLabel
          mono
          value={choice.model}
          placeholder="model"
          error={problem}
          suggestions={known.map(({ model }) => model)}
          details={new Map(known.map(({ model, detail }) => [model, detail]))}
          selectOnMount={on.selectOnMount}
          onValueChange={on.onModel}
        />
      </At>
    </div>
  );
}
