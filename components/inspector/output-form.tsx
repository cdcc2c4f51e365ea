"use client";

import { useWorkflow } from "@/components/workflow/use-workflow.ts";
import { indexGraph } from "@/lib/graph/graph-index.ts";
import type { OutputNode } from "@/lib/graph/node.ts";
import { TemplateRow } from "./code-rows.tsx";
import { reachOfStep } from "./reach.ts";
import { sampleForStep } from "./sample-scope.ts";
import { Section } from "./section.tsx";

/** The settings of an output: the text of the run's answer. */
export function OutputForm({ node }: { node: OutputNode }) {
  const graph = useWorkflow((state) => state.document.graph);
  const lastRun = useWorkflow((state) => state.lastRun);
  const index = indexGraph(graph);
  return (
    <Section title="The answer">
      <TemplateRow
        label="Template"
        hint={
          <>
            Text and Markdown; <code>{"{{ results.… }}"}</code> stands for a value. Empty, it shows the
            results that lead here.
          </>
        }
        path={["template"]}
        value={node.template}
        minRows={6}
        reach={reachOfStep(index, node.id, lastRun)}
        sample={sampleForStep(index, node.id, lastRun)}
      />
    </Section>
  );
}
