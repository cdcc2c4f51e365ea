"use client";

import { ChevronRight, Copy, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { checkInput } from "@/components/run/check-input.ts";
import { SchemaForm } from "@/components/run/schema-form.tsx";
import { Button } from "@/components/ui/button.tsx";
import { classNames } from "@/components/ui/class-names.ts";
import { IconButton } from "@/components/ui/icon-button.tsx";
import { newId } from "@/components/workflow/new-id.ts";
import { type InputNode, MAX_SAMPLES } from "@/lib/graph/node.ts";
import { cutText } from "@/lib/graph/text-cut.ts";
import { At, useOwnerForm } from "./owner.tsx";
import { LineRow } from "./text-rows.tsx";

/** Inputs to try the workflow with, each by the same form that a run has. */
export function SamplesEditor({ node }: { node: InputNode }) {
  const form = useOwnerForm();
  const [open, setOpen] = useState<string | null>(null);
  const { samples } = node;
  return (
    <At path={["samples"]} className="flex flex-col gap-1">
      {samples.length === 0 && (
        <p className="text-12 text-ink-faint">None yet. A sample is a run one press away.</p>
      )}
      {samples.map((sample, index) => (
        <div
          key={sample.id}
          className={classNames(
            "rounded-control border",
            open === sample.id ? "border-line bg-paper" : "border-transparent",
          )}
        >
          <div className="flex items-center gap-1">
            <button
              type="button"
              aria-expanded={open === sample.id}
              aria-label={`Values of ${sample.name}`}
              onClick={() => setOpen(open === sample.id ? null : sample.id)}
              className="flex size-7 shrink-0 items-center justify-center rounded-control text-ink-faint hover:bg-hover hover:text-ink"
            >
              <ChevronRight
                size={14}
                aria-hidden
                className={classNames("transition-transform", open === sample.id && "rotate-90")}
              />
            </button>
            <LineRow
              label={`Name of sample ${index + 1}`}
              hideLabel
              path={["samples", sample.id, "name"]}
              value={sample.name}
              maxLength={120}
            />
            <IconButton
              label={`Copy ${sample.name}`}
              icon={<Copy size={14} aria-hidden />}
              onClick={() => {
                const id = newId();
                // A copy of the longest name must fit too.
                const name = `${cutText(sample.name, 114)}, copy`;
                form.change(["samples", id], { ...sample, id, name }, index + 1);
              }}
            />
            <IconButton
              label={`Remove ${sample.name}`}
              icon={<Trash2 size={14} aria-hidden />}
              onClick={() => form.change(["samples", sample.id])}
            />
          </div>
          {open === sample.id && (
            <div className="p-3 pl-8">
              <SchemaForm
                schema={node.schema}
                value={sample.input}
                problems={checkInput(node.schema, sample.input)}
                onChange={(input) => form.type(["samples", sample.id, "input"], input)}
              />
            </div>
          )}
        </div>
      ))}
      <Button
        size={28}
        variant="ghost"
        className="self-start"
        icon={<Plus size={14} aria-hidden />}
        disabled={samples.length >= MAX_SAMPLES}
        onClick={() => {
          const id = newId();
          form.change(["samples", id], { id, name: `Sample ${samples.length + 1}`, input: {} });
          setOpen(id);
        }}
      >
        Add a sample
      </Button>
    </At>
  );
}
