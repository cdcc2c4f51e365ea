"use client";

import { Button } from "@/components/ui/button.tsx";
import { useWorkflow } from "@/components/workflow/use-workflow.ts";
import { indexGraph } from "@/lib/graph/graph-index.ts";
import { newAcceptance } from "@/lib/graph/new-node.ts";
import type { Acceptance, AgentNode } from "@/lib/graph/node.ts";
import { ExpressionRow, TemplateRow } from "./code-rows.tsx";
import { useOwnerForm } from "./owner.tsx";
import { reachOfAcceptance } from "./reach.ts";
import { sampleForAcceptance } from "./sample-scope.ts";
import { Section } from "./section.tsx";
import { NumberRow } from "./text-rows.tsx";

/** What the answer of an agent has to meet, and what the agent is told otherwise. */
export function AcceptFields({ node }: { node: AgentNode }) {
  const form = useOwnerForm();
  const { accept } = node;
  return (
    <Section
      title="Accept its answer"
      summary={accept ? `only if ${accept.when.trim() || "…"}` : "always"}
      closed
    >
      {accept ? (
        <Fields node={node} accept={accept} />
      ) : (
        <>
          <p className="text-12 text-ink-faint">
            Every answer that fits is accepted. A condition sends others back to the agent, with a word on
            what is missing.
          </p>
          <Button size={28} className="self-start" onClick={() => form.change(["accept"], newAcceptance())}>
            Only if …
          </Button>
        </>
      )}
    </Section>
  );
}

function Fields({ node, accept }: { node: AgentNode; accept: Acceptance }) {
  const form = useOwnerForm();
  const graph = useWorkflow((state) => state.document.graph);
  const lastRun = useWorkflow((state) => state.lastRun);
  const index = indexGraph(graph);
  const reach = reachOfAcceptance(index, node, lastRun);
  const sample = sampleForAcceptance(index, node, lastRun);
  return (
    <>
      <ExpressionRow
        label="Only if"
        path={["accept", "when"]}
        value={accept.when}
        minRows={2}
        reach={reach}
        sample={sample}
        placeholder={node.output ? "size(output.sources) > 0" : "size(output) > 200"}
      />
      <TemplateRow
        label="Otherwise say"
        path={["accept", "say"]}
        value={accept.say}
        minRows={3}
        reach={reach}
        sample={sample}
      />
      <div className="w-36">
        <NumberRow
          label="At most"
          unit={accept.most === 1 ? "time" : "times"}
          path={["accept", "most"]}
          value={accept.most}
          min={1}
          max={10}
        />
      </div>
      <p className="text-12 text-ink-faint">
        The answer is <code>output</code>. If it is still not accepted after that, the step fails.
      </p>
      <Button size={28} variant="ghost" className="self-start" onClick={() => form.change(["accept"])}>
        Accept every answer
      </Button>
    </>
  );
}
