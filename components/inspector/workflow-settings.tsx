"use client";

import { useWorkflow } from "@/components/workflow/use-workflow.ts";
import { DefaultModel } from "./default-model.tsx";
import { Section } from "./section.tsx";

/** What holds for the whole workflow. */
export function WorkflowSettings() {
  const model = useWorkflow((state) => state.document.graph.defaultModel?.model);
  return (
    <Section title="Default model" summary={model || "none"} closed>
      <p className="text-12 text-ink-faint">For every agent and supervisor that has no model of its own.</p>
      <DefaultModel />
    </Section>
  );
}
