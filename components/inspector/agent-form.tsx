"use client";

import { Button } from "@/components/ui/button.tsx";
import { SegmentedControl } from "@/components/ui/segmented-control.tsx";
import { useWorkflow } from "@/components/workflow/use-workflow.ts";
import { indexGraph } from "@/lib/graph/graph-index.ts";
import { emptyObjectSchema } from "@/lib/graph/json-schema.ts";
import type { AgentNode } from "@/lib/graph/node.ts";
import { AcceptFields } from "./accept-fields.tsx";
import { ExpressionRow } from "./code-rows.tsx";
import { NodeLink } from "./node-link.tsx";
import { useOwnerForm } from "./owner.tsx";
import { reachOfReply } from "./reach.ts";
import { sampleForNode } from "./sample-scope.ts";
import { SchemaEditor } from "./schema-editor.tsx";
import { Section } from "./section.tsx";
import { LimitFields, ThinkingFields } from "./thinking-fields.tsx";

/** The settings of an agent. */
export function AgentForm({ node }: { node: AgentNode }) {
  const form = useOwnerForm();
  const fields = node.output ? Object.keys(node.output.properties).length : 0;
  return (
    <>
      <ThinkingFields
        node={node}
        placeholder="Your one job is … Use … first. Answer with …, and nothing you were not given."
      />
      <Section
        title="Answer"
        summary={node.output ? `${fields} ${fields === 1 ? "field" : "fields"}` : "plain text"}
      >
        <SegmentedControl
          label="Form of the answer"
          className="self-start [&_button]:whitespace-nowrap"
          options={[
            { value: "text", label: "Plain text" },
            { value: "fields", label: "Fields" },
          ]}
          value={node.output ? "fields" : "text"}
          onValueChange={(next) => form.change(["output"], next === "fields" ? emptyObjectSchema() : null)}
        />
        {node.output && (
          <SchemaEditor
            path={["output"]}
            schema={node.output}
            noun="field"
            empty="No fields yet. An answer in fields is checked, and others can read each of them."
          />
        )}
      </Section>
      <Handoffs node={node} />
      <AcceptFields node={node} />
      <SimulatedReply node={node} />
      <LimitFields node={node} />
    </>
  );
}

/** Whom the agent may give control to. */
function Handoffs({ node }: { node: AgentNode }) {
  const graph = useWorkflow((state) => state.document.graph);
  const targets = graph.edges.flatMap((edge) => {
    const to =
      edge.kind === "handoff" && edge.from === node.id && graph.nodes.find(({ id }) => id === edge.to);
    return to ? [to] : [];
  });
  if (targets.length === 0) return null;
  return (
    <Section title="Hands over" summary={`to ${targets.map(({ name }) => name || "No name").join(", ")}`}>
      <p className="text-12 text-ink-faint">
        Its model chooses between these by their descriptions, or answers itself. Who takes over goes on in
        its place.
      </p>
      <div className="flex flex-wrap gap-1.5">
        {targets.map((to) => (
          <NodeLink key={to.id} node={to} />
        ))}
      </div>
    </Section>
  );
}

function SimulatedReply({ node }: { node: AgentNode }) {
  const form = useOwnerForm();
  const graph = useWorkflow((state) => state.document.graph);
  const lastRun = useWorkflow((state) => state.lastRun);
  const index = indexGraph(graph);
  const given = node.simulatedReply;
  return (
    <Section
      title="Simulated reply"
      summary={given === null ? "made from what it has" : "your expression"}
      closed
    >
      <p className="text-12 text-ink-faint">
        In simulated runs a built-in model answers. It makes up an answer of the right shape, or takes the
        value of this expression over <code>context</code> and <code>results</code>.
      </p>
      {given === null ? (
        <Button
          size={28}
          className="self-start"
          onClick={() => form.change(["simulatedReply"], node.output ? "{}" : '""')}
        >
          Write the reply
        </Button>
      ) : (
        <>
          <ExpressionRow
            label="Reply"
            path={["simulatedReply"]}
            value={given}
            minRows={3}
            reach={reachOfReply(index, node.id, lastRun)}
            sample={sampleForNode(index, node.id, lastRun)}
          />
          <Button
            size={28}
            variant="ghost"
            className="self-start"
            onClick={() => form.change(["simulatedReply"], null)}
          >
            Let it be made up
          </Button>
        </>
      )}
    </Section>
  );
}
