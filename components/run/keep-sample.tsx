"use client";

import { Plus } from "lucide-react";
import { Button } from "@/components/ui/button.tsx";
import { newId } from "@/components/workflow/new-id.ts";
import { useWorkflow, useWorkflowStore } from "@/components/workflow/use-workflow.ts";
import type { Json, JsonObject } from "@/lib/graph/json.ts";
import { MAX_SAMPLES } from "@/lib/graph/node.ts";
import { shortened } from "@/lib/graph/text-cut.ts";

/** Makes a sample of what is in the form; it is the workflow's, and its name can be changed at the input node. */
export function KeepSample({ value }: { value: JsonObject }) {
  const store = useWorkflowStore();
  const input = useWorkflow((state) => state.document.graph.nodes.find((node) => node.kind === "input"));
  if (input?.kind !== "input" || input.samples.length >= MAX_SAMPLES) return null;
  return (
    <Button
      size={28}
      variant="ghost"
      icon={<Plus size={14} aria-hidden />}
      title="Keep this input as a sample"
      onClick={() => {
        const id = newId();
        const name = nameOf(value) ?? `Sample ${input.samples.length + 1}`;
        const sample: Json = { id, name, input: value };
        store.getState().edit([{ type: "node-change", id: input.id, path: ["samples", id], value: sample }]);
      }}
    >
      <span>
        Keep this<span className="sr-only"> input as a sample</span>
      </span>
    </Button>
  );
}

/** The first text in the form, on one line, as far as a button has room for it. */
function nameOf(value: JsonObject): string | null {
  const text = Object.values(value).find((one) => typeof one === "string" && one.trim() !== "");
  return typeof text === "string" ? shortened(text.trim().replace(/\s+/g, " "), 40) : null;
}
