"use client";

import { Asterisk, Plus } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { IconButton } from "@/components/ui/icon-button.tsx";
import { Select } from "@/components/ui/select.tsx";
import { TextField } from "@/components/ui/text-field.tsx";
import { newId } from "@/components/workflow/new-id.ts";
import { useWorkflow } from "@/components/workflow/use-workflow.ts";
import { boundedShape } from "@/lib/graph/bounded-shape.ts";
import type { ContextField, GraphEdge, ToolEdge } from "@/lib/graph/edge.ts";
import type { JsonObject } from "@/lib/graph/json.ts";
import type { GraphNode } from "@/lib/graph/node.ts";
import { ExamplesField } from "./examples-field.tsx";
import { type FillBy, FillRow } from "./fill-row.tsx";
import { KeptField } from "./kept-field.tsx";
import { type NameRefusal, RefusedName, refusalOf } from "./name-refusal.tsx";
import { At, useFieldProblem, useOwnerForm } from "./owner.tsx";
import type { Reach } from "./reach.ts";
import { RowMenu } from "./row-menu.tsx";
import { type FieldKind, ofKind } from "./schema-change.ts";
import { kindOptions } from "./schema-editor.tsx";
import { suggestPath } from "./suggest-path.ts";

type Props = { edge: Exclude<GraphEdge, ToolEdge>; reach: Reach; sample: JsonObject };

const list = ["context"];

/** What the receiver of an edge gets: a field each, with who fills it. */
export function ContextEditor({ edge, reach, sample }: Props) {
  const form = useOwnerForm();
  const problem = useFieldProblem(list);
  const [added, setAdded] = useState<string | null>(null);
  const { context } = edge;
  const to = useWorkflow(({ document }) => document.graph.nodes.find(({ id }) => id === edge.to));
  return (
    <At path={list} className="flex flex-col gap-2">
      {problem && <p className="text-12 text-failed">{problem}</p>}
      {context.map((field, index) => (
        <ContextRow
          key={field.id}
          field={field}
          index={index}
          edge={edge}
          reach={reach}
          sample={sample}
          focusName={added === field.id}
        />
      ))}
      <Button
        size={28}
        className="self-start"
        icon={<Plus size={14} aria-hidden />}
        disabled={context.length >= 100}
        onClick={() => {
          const field = newField(edge, to, reach);
          form.change([...list, field.id], field);
          setAdded(field.id);
        }}
      >
        Add a field
      </Button>
    </At>
  );
}

/** A field for the first parameter that isn't handed over yet, those that are required before the others; else one without a meaning. */
function newField(edge: Props["edge"], to: GraphNode | undefined, reach: Reach): ContextField {
  const isTaken = (name: string) => edge.context.some((field) => field.name === name);
  const parameters = to?.kind === "tool" || to?.kind === "workflow" ? to.parameters : null;
  const missing = [...(parameters?.required ?? []), ...Object.keys(parameters?.properties ?? {})].find(
    (name) => !isTaken(name),
  );
  let number = edge.context.length + 1;
  while (isTaken(`field${number}`)) number += 1;
  const name = missing ?? `field${number}`;
  const schema = missing ? boundedShape(parameters?.properties[missing] ?? {}) : { type: "string" as const };
  const isByPath = edge.kind === "flow" || edge.kind === "item";
  const fill = isByPath
    ? ({ by: "path", path: missing ? suggestPath(missing, reach.scope) : "" } as const)
    : ({ by: "model" } as const);
  return { id: newId(), name, schema, required: true, fill };
}

/** Who may fill a field: nobody calls along a flow or for an item, and references are shown to supervisors alone. */
function choicesOn({ kind }: Props["edge"], chosen: FillBy): readonly FillBy[] {
  switch (kind) {
    case "flow":
    case "item":
      return chosen === "path" ? ["path"] : ["path", chosen];
    case "handoff":
      return chosen === "reference" ? ["path", "model", "reference"] : ["path", "model"];
    case "worker":
      return ["path", "reference", "model"];
  }
}

type RowProps = Props & { field: ContextField; index: number; focusName: boolean };

function ContextRow({ field, index, edge, reach, sample, focusName }: RowProps) {
  const form = useOwnerForm();
  const own = [...list, field.id];
  const nameProblem = useFieldProblem([...own, "name"]);
  const problem = useFieldProblem(own);
  const [refused, setRefused] = useState<NameRefusal | null>(null);
  const rename = (name: string) => {
    const wanted = name.trim();
    const refusal = refusalOf(wanted);
    setRefused(refusal);
    if (refusal) return false;
    // A path that was suggested by the name goes with it.
    const isSuggested =
      field.fill.by === "path" && ["", suggestPath(field.name, reach.scope)].includes(field.fill.path);
    form.change(own, {
      ...field,
      name: wanted,
      ...(isSuggested && { fill: { by: "path", path: suggestPath(wanted, reach.scope) } }),
    });
    return true;
  };
  return (
    <At path={own} className="flex flex-col gap-2 rounded-control border border-line bg-paper p-2">
      <div className="flex items-start gap-1">
        <At path={[...own, "name"]} className="min-w-0 flex-1">
          <KeptField
            key={field.name}
            label={`Name of field ${index + 1}`}
            hideLabel
            mono
            value={field.name}
            selectOnMount={focusName}
            error={refused && <RefusedName refusal={refused} onUse={rename} />}
            onKeep={rename}
          />
        </At>
        <Select<FieldKind>
          label={`Type of ${field.name}`}
          hideLabel
          size={28}
          className="w-25 shrink-0"
          options={kindOptions}
          value={field.schema.type ?? "any"}
          onValueChange={(kind) => form.change([...own, "schema"], ofKind(field.schema, kind))}
        />
        <IconButton
          label={field.required ? `${field.name} is required` : `${field.name} is optional`}
          aria-pressed={field.required}
          className={field.required ? "text-ink" : "text-ink-faint opacity-50"}
          icon={<Asterisk size={14} strokeWidth={field.required ? 2.5 : 1.5} aria-hidden />}
          onClick={() => form.change([...own, "required"], !field.required)}
        />
        <RowMenu
          of={field.name}
          first={index === 0}
          last={index === edge.context.length - 1}
          onMove={(by) => form.change(own, field, index + by)}
          onRemove={() => form.change(own)}
        />
      </div>
      {(nameProblem || problem) && <p className="text-12 text-failed">{nameProblem ?? problem}</p>}
      <FillRow
        name={field.name}
        path={[...own, "fill"]}
        fill={field.fill}
        choices={choicesOn(edge, field.fill.by)}
        reach={reach}
        sample={sample}
        suggestion={suggestPath(field.name, reach.scope)}
      />
      {field.fill.by === "model" && (
        <>
          <TextField
            label={`What the model puts into ${field.name}`}
            hideLabel
            size={28}
            placeholder="What belongs here; the model reads it"
            value={field.schema.description ?? ""}
            onValueChange={(text) =>
              text === ""
                ? form.change([...own, "schema", "description"])
                : form.type([...own, "schema", "description"], text)
            }
          />
          <ExamplesField path={[...own, "schema"]} field={field.schema} label={`Examples of ${field.name}`} />
        </>
      )}
    </At>
  );
}
