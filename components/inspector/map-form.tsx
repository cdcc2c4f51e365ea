"use client";

import { Plus } from "lucide-react";
import { useMemo } from "react";
import { Button } from "@/components/ui/button.tsx";
import { Select } from "@/components/ui/select.tsx";
import { useWorkflow } from "@/components/workflow/use-workflow.ts";
import { askAgent } from "@/lib/graph/checks/ask-agent.ts";
import { indexGraph } from "@/lib/graph/graph-index.ts";
import type { GraphNode, MapNode } from "@/lib/graph/node.ts";
import { MAX_CONCURRENCY } from "@/lib/graph/node.ts";
import { itemWorker } from "@/lib/graph/result-in-scope.ts";
import { ExpressionRow } from "./code-rows.tsx";
import { NodeLink } from "./node-link.tsx";
import { At, useFieldProblem, useOwnerForm, useOwnIssues } from "./owner.tsx";
import { reachOfStep } from "./reach.ts";
import { sampleForStep } from "./sample-scope.ts";
import { Section } from "./section.tsx";
import { NumberRow } from "./text-rows.tsx";

type FailedItems = MapNode["failedItems"];

/** The settings of a map: its list, whom it asks for each item, and what a failed item means. */
export function MapForm({ node }: { node: MapNode }) {
  const graph = useWorkflow((state) => state.document.graph);
  const lastRun = useWorkflow((state) => state.lastRun);
  const index = useMemo(() => indexGraph(graph), [graph]);
  const worker = itemWorker(index, node.id);
  return (
    <>
      <Section title="Items" summary={node.items.trim() === "" ? "no list yet" : node.items}>
        <ExpressionRow
          label="For each item of"
          path={["items"]}
          value={node.items}
          reach={reachOfStep(index, node.id, lastRun)}
          sample={sampleForStep(index, node.id, lastRun)}
          placeholder="results.order.lines"
        />
        <Worker node={node} worker={worker} />
        <div className="w-44">
          <NumberRow
            label="At most"
            unit="at a time"
            path={["concurrency"]}
            value={node.concurrency}
            min={1}
            max={MAX_CONCURRENCY}
          />
        </div>
        <FailedItems value={node.failedItems} />
      </Section>
      <Section title="Its result" summary="a list">
        <p className="text-12 text-ink-faint">{resultWords(node, worker)}</p>
      </Section>
    </>
  );
}

/** Whom it asks for each item, or a button that draws somebody to ask. */
function Worker({ node, worker }: { node: MapNode; worker: GraphNode | undefined }) {
  const graph = useWorkflow((state) => state.document.graph);
  const layout = useWorkflow((state) => state.document.layout);
  const edit = useWorkflow((state) => state.edit);
  // Its fix doesn't know where the map stands, which the button below does.
  const problem = useOwnIssues().find(({ code }) => code === "map-without-worker")?.message;
  if (worker)
    return (
      <div className="flex items-center gap-2">
        <span className="shrink-0 text-12 text-ink-soft">It asks</span>
        <NodeLink node={worker} />
      </div>
    );
  const at = Object.hasOwn(layout, node.id) ? (layout[node.id] ?? null) : null;
  return (
    <At path={["worker"]} className="flex flex-col gap-2">
      <p className={problem ? "text-12 text-failed" : "text-12 text-ink-faint"}>
        {problem ?? "It asks nobody yet."}
      </p>
      <Button
        size={28}
        className="self-start"
        icon={<Plus size={14} aria-hidden />}
        onClick={() => edit(askAgent(graph, node, at))}
      >
        Add an agent to ask
      </Button>
    </At>
  );
}

function FailedItems({ value }: { value: FailedItems }) {
  const form = useOwnerForm();
  const problem = useFieldProblem(["failedItems"]);
  return (
    <At path={["failedItems"]}>
      <Select<FailedItems>
        label="When an item fails"
        size={28}
        error={problem}
        options={[
          { value: "fail", label: "The map fails", hint: "What is still open is stopped" },
          { value: "skip", label: "It is left out", hint: "The list is shorter then" },
          { value: "keep", label: "Its error stands in its place", hint: "As an object with error in it" },
        ]}
        value={value}
        onValueChange={(next) => {
          if (next !== value) form.change(["failedItems"], next);
        }}
      />
    </At>
  );
}

function resultWords({ failedItems, referenceName }: MapNode, worker: GraphNode | undefined): string {
  const name = worker?.name || "the one it asks";
  const result = `results.${referenceName} is the list of what ${name} answers, in the order of the items`;
  switch (failedItems) {
    case "fail":
      return `${result}.`;
    case "skip":
      return `${result}, without those that failed.`;
    case "keep":
      return `${result}. Where one failed, an object with error.code and error.message stands in its place.`;
  }
}
