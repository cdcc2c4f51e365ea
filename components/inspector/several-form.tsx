"use client";

import { Button } from "@/components/ui/button.tsx";
import { NumberField } from "@/components/ui/number-field.tsx";
import { newId } from "@/components/workflow/new-id.ts";
import { useWorkflow } from "@/components/workflow/use-workflow.ts";
import type { GraphEdit } from "@/lib/graph/graph-edit.ts";
import type { Json } from "@/lib/graph/json.ts";
import type { AgentNode, ModelChoice, SupervisorNode } from "@/lib/graph/node.ts";
import { FormHead } from "./form-head.tsx";
import { ModelPick } from "./model-pick.tsx";
import { Section } from "./section.tsx";

type Thinking = AgentNode | SupervisorNode;

/** What is selected together: settings that its agents share, and what can be done with all of it. */
export function SeveralForm() {
  const selection = useWorkflow((state) => state.selection);
  const graph = useWorkflow((state) => state.document.graph);
  const edit = useWorkflow((state) => state.edit);
  const many = selection.nodes.length + selection.edges.length;
  const agents = graph.nodes.filter(
    (node): node is Thinking =>
      selection.nodes.includes(node.id) && (node.kind === "agent" || node.kind === "supervisor"),
  );
  return (
    <>
      <FormHead title={`${many} selected`} subtitle="Drag them together, or change what they share." />
      {agents.length > 0 && <SharedSettings agents={agents} />}
      <div className="border-line border-t px-4 py-3">
        <Button
          size={28}
          onClick={() =>
            edit([
              ...selection.edges.map((id) => ({ type: "edge-remove", id }) as const),
              ...selection.nodes.map((id) => ({ type: "node-remove", id }) as const),
            ])
          }
        >
          Remove them
        </Button>
      </div>
    </>
  );
}

/** Settings of all selected agents and supervisors; a change goes to each of them, as one step. */
function SharedSettings({ agents }: { agents: readonly Thinking[] }) {
  const edit = useWorkflow((state) => state.edit);
  const defaultModel = useWorkflow((state) => state.document.graph.defaultModel);
  const whose = agents.length === 1 ? "The one agent" : `All ${agents.length} agents and supervisors`;
  const set = (path: string[], value: Json, typing = false) =>
    edit(
      agents.map(({ id }): GraphEdit => ({ type: "node-change", id, path, value })),
      typing ? { typing: `several/${path.join("/")}` } : {},
    );
  const setModel = (choice: ModelChoice, typing: boolean) =>
    edit(
      agents.map(({ id, models }): GraphEdit => {
        const [first, ...others] = models;
        const entry = { id: first?.id ?? newId(), ...choice };
        return { type: "node-change", id, path: ["models"], value: [entry, ...others] };
      }),
      typing ? { typing: "several/models" } : {},
    );
  const model = shared(agents, ({ models }) => models[0]?.model ?? "");
  const connectionId = shared(agents, ({ models }) => models[0]?.connectionId ?? null);
  const choice = { connectionId: connectionId ?? null, model: model ?? "" };
  return (
    <>
      <Section title="Models" summary={model === undefined ? "different ones" : model}>
        <p className="text-12 text-ink-faint">{whose} try this one first.</p>
        <ModelPick
          label="Model of all"
          choice={choice}
          onConnection={(id) => setModel({ ...choice, connectionId: id }, false)}
          onModel={(name) => setModel({ ...choice, model: name }, true)}
        />
        <Button
          size={28}
          variant="ghost"
          className="self-start"
          disabled={agents.every(({ models }) => models.length === 0)}
          onClick={() => set(["models"], [])}
        >
          Use the workflow's default{defaultModel ? `, ${defaultModel.model}` : ""}
        </Button>
      </Section>
      <Section title="Limits" closed>
        <div className="grid grid-cols-2 gap-3">
          {fields.map(({ label, path, unit, factor = 1, min, max, of }) => {
            const value = shared(agents, of);
            return (
              <NumberField
                key={label}
                label={label}
                unit={unit}
                value={value === undefined || value === null ? null : value / factor}
                placeholder={value === undefined ? "different" : "none"}
                min={min}
                max={max}
                onValueChange={(next) => next !== null && set([...path], Math.round(next * factor), true)}
              />
            );
          })}
        </div>
      </Section>
    </>
  );
}

type SharedField = {
  label: string;
  path: readonly string[];
  unit?: string;
  factor?: number;
  min: number;
  max: number;
  of: (node: Thinking) => number | null;
};

const fields: readonly SharedField[] = [
  {
    label: "Most turns",
    path: ["limits", "maxTurns"],
    min: 1,
    max: 200,
    of: ({ limits }) => limits.maxTurns,
  },
  {
    label: "Longest answer",
    path: ["limits", "maxOutputTokens"],
    unit: "tokens",
    min: 1,
    max: 200_000,
    of: ({ limits }) => limits.maxOutputTokens,
  },
  {
    label: "Deadline in all",
    path: ["limits", "deadlineMs"],
    unit: "s",
    factor: 1000,
    min: 0.1,
    max: 86_400,
    of: ({ limits }) => limits.deadlineMs,
  },
  {
    label: "One model call",
    path: ["timeoutMs"],
    unit: "s",
    factor: 1000,
    min: 0.1,
    max: 600,
    of: ({ timeoutMs }) => timeoutMs,
  },
  { label: "Attempts", path: ["retry", "attempts"], min: 1, max: 10, of: ({ retry }) => retry.attempts },
];

/** What all of them have; undefined where they differ. */
function shared<T>(agents: readonly Thinking[], of: (node: Thinking) => T): T | undefined {
  const [first, ...rest] = agents.map(of);
  return rest.every((other) => other === first) ? first : undefined;
}
