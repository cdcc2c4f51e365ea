"use client";

import { useState } from "react";
import { Select } from "@/components/ui/select.tsx";
import { TextArea } from "@/components/ui/text-area.tsx";
import { useWorkflow } from "@/components/workflow/use-workflow.ts";
import type { Json } from "@/lib/graph/json.ts";
import { emptyValue } from "@/lib/graph/made-up/empty-value.ts";
import type {
  AgentNode,
  MapNode,
  OnFailure,
  SupervisorNode,
  ToolNode,
  WorkflowNode,
} from "@/lib/graph/node.ts";
import { resultShape } from "@/lib/graph/result-shape.ts";
import { At, useFieldProblem, useOwnerForm } from "./owner.tsx";
import { Section } from "./section.tsx";
import { WordsRow } from "./text-rows.tsx";

type Step = AgentNode | SupervisorNode | ToolNode | MapNode | WorkflowNode;
type Does = "fail" | OnFailure["do"];

/** What becomes of a step that has failed for good. */
export function FailureFields({ node }: { node: Step }) {
  const form = useOwnerForm();
  const graph = useWorkflow((state) => state.document.graph);
  const flows = graph.edges.filter(
    (edge) => edge.kind === "flow" && edge.from === node.id && edge.on === "failed",
  );
  const names = flows.map(({ to }) => graph.nodes.find(({ id }) => id === to)?.name || "No name");
  const does: Does = node.onFailure?.do ?? "fail";
  const set = (next: Does) => {
    if (next === does) return;
    if (next === "fail") form.change(["onFailure"]);
    else if (next === "leave-out") form.change(["onFailure"], { do: next });
    else form.change(["onFailure"], { do: next, result: firstResult(node) });
  };
  return (
    <Section
      title="If it fails"
      summary={names.length > 0 ? `goes on to ${names.join(", ")}` : summaries[does]}
      closed
    >
      {names.length > 0 && (
        <p className="text-12 text-ink-soft">
          {does === "result"
            ? `It ends well with this result, so its “if it fails” to ${names.join(" and ")} isn't taken.`
            : `It goes on by its “if it fails” to ${names.join(" and ")}. What is set here counts where that isn't taken.`}
        </p>
      )}
      <At path={["onFailure"]}>
        <Select<Does>
          label="When it has failed for good"
          size={28}
          options={[
            { value: "fail", label: "The run fails" },
            { value: "result", label: "It ends with a result" },
            { value: "leave-out", label: "It is left out" },
          ]}
          value={does}
          onValueChange={set}
          hint={does === "fail" && names.length > 0 ? undefined : hints[does]}
        />
      </At>
      {node.onFailure?.do === "result" && <GivenResult node={node} result={node.onFailure.result} />}
    </Section>
  );
}

const summaries: Record<Does, string> = {
  fail: "the run fails",
  result: "ends with a result",
  "leave-out": "is left out",
};

const hints: Record<Does, string> = {
  fail: "Draw an edge and set it to “if it fails” to go on by another way instead.",
  result: "The run goes on with what is written here. The trace says that it failed, and why.",
  "leave-out": "The run goes on without it, as if nothing led on from it.",
};

function firstResult(node: Step): Json {
  if (isText(node)) return "";
  if (node.kind === "supervisor") return {};
  if (node.kind === "map") return [];
  return emptyValue(resultShape(node)) ?? {};
}

/** Whether a step's result is a text. */
const isText = (node: Step) =>
  node.kind === "workflow" ? node.result.type === "string" : node.kind === "agent" && node.output === null;

function GivenResult({ node, result }: { node: Step; result: Json }) {
  return isText(node) && typeof result === "string" ? (
    <WordsRow label="Its result" path={["onFailure", "result"]} value={result} minRows={2} maxRows={12} />
  ) : (
    <JsonRow label="Its result" path={["onFailure", "result"]} value={result} />
  );
}

/** A property that is JSON, kept when it can be read and the field is left. */
function JsonRow({ label, path, value }: { label: string; path: readonly string[]; value: Json }) {
  const form = useOwnerForm();
  const problem = useFieldProblem(path);
  const [draft, setDraft] = useState<string | null>(null);
  const read = draft === null ? null : readJson(draft);
  return (
    <At path={path}>
      <TextArea
        label={label}
        mono
        minRows={4}
        maxRows={20}
        value={draft ?? JSON.stringify(value, null, 2)}
        error={read && !read.ok ? `That is no JSON: ${read.message}` : problem}
        onValueChange={setDraft}
        onBlur={() => {
          if (!read?.ok) return;
          form.change(path, read.value);
          setDraft(null);
        }}
      />
    </At>
  );
}

function readJson(text: string): { ok: true; value: Json } | { ok: false; message: string } {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}
