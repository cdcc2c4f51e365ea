"use client";

import { ChevronRight, Copy, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { checkInput } from "@/components/run/check-input.ts";
import { SchemaForm } from "@/components/run/schema-form.tsx";
import { Button } from "@/components/ui/button.tsx";
import { classNames } from "@/components/ui/class-names.ts";
import { IconButton } from "@/components/ui/icon-button.tsx";
import type { InputNode } from "@/lib/graph/node.ts";
import { At, useOwnerForm } from "./owner.tsx";
import { LineRow } from "./text-rows.tsx";

/** Inputs to try the workflow with, each by the same form that a run has. */
export function SamplesEditor({ node }: { node: InputNode }) {
  const form = useOwnerForm();
  const [open, setOpen] = useState<number | null>(null);
  const { samples } = node;
  return (
    <At path={["samples"]} className="flex flex-col gap-1">
      {samples.length === 0 && (
        <p className="text-12 text-ink-faint">None yet. A sample is a run one press away.</p>
      )}
      {samples.map((sample, index) => (
        <div
          // biome-ignore lint/suspicious/noArrayIndexKey: a sample has no identity but its place
          key={index}
          className={classNames(
            "rounded-control border",
            open === index ? "border-line bg-paper" : "border-transparent",
          )}
        >
          <div className="flex items-center gap-1">
            <button
              type="button"
              aria-expanded={open === index}
              aria-label={`Values of ${sample.name}`}
              onClick={() => setOpen(open === index ? null : index)}
              className="flex size-7 shrink-0 items-center justify-center rounded-control text-ink-faint hover:bg-hover hover:text-ink"
            >
              <ChevronRight
                size={14}
                aria-hidden
                className={classNames("transition-transform", open === index && "rotate-90")}
              />
            </button>
            <LineRow
              label={`Name of sample ${index + 1}`}
              hideLabel
              path={["samples", String(index), "name"]}
              value={sample.name}
              maxLength={120}
            />
            <IconButton
              label={`Copy ${sample.name}`}
              icon={<Copy size={14} aria-hidden />}
              onClick={() =>
                form.change(
                  ["samples"],
                  samples.toSpliced(index + 1, 0, { ...sample, name: `${sample.name}, copy` }),
                )
              }
            />
            <IconButton
              label={`Remove ${sample.name}`}
              icon={<Trash2 size={14} aria-hidden />}
              onClick={() => form.change(["samples"], samples.toSpliced(index, 1))}
            />
          </div>
          {open === index && (
            <div className="p-3 pl-8">
              <SchemaForm
                schema={node.schema}
                value={sample.input}
                problems={checkInput(node.schema, sample.input)}
                onChange={(input) => form.type(["samples", String(index), "input"], input)}
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
        disabled={samples.length >= 20}
        onClick={() => {
          form.change(["samples"], [...samples, { name: `Sample ${samples.length + 1}`, input: {} }]);
          setOpen(samples.length);
        }}
      >
        Add a sample
      </Button>
    </At>
  );
}
