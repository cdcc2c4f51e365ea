"use client";

import { UsedUp } from "@/components/canvas/way-back-dialog.tsx";
import { SegmentedControl } from "@/components/ui/segmented-control.tsx";
import { useWorkflow } from "@/components/workflow/use-workflow.ts";
import type { FlowEdge, WayBack } from "@/lib/graph/edge.ts";
import { flowWords } from "@/lib/graph/flow-words.ts";
import type { GraphIndex } from "@/lib/graph/graph-index.ts";
import type { GraphNode } from "@/lib/graph/node.ts";
import { ExpressionRow } from "./code-rows.tsx";
import { At, useFieldProblem, useOwnerForm } from "./owner.tsx";
import { reachOfCondition } from "./reach.ts";
import { sampleForCondition } from "./sample-scope.ts";
import { Section } from "./section.tsx";
import { NumberRow } from "./text-rows.tsx";

type Props = { index: GraphIndex; edge: FlowEdge; from: GraphNode; to: GraphNode };

/** When a "then" is taken: on which end of the step before, on what condition, and how often where it goes back. */
export function FlowFields({ index, edge, from, to }: Props) {
  const words = flowWords(edge, from.kind === "branch");
  return (
    <Section title={from.kind === "branch" ? "The case" : "When it goes on"} summary={words ?? "always"}>
      {canFail(from) || edge.on === "failed" ? <EndRow edge={edge} from={from} /> : null}
      <ConditionRow index={index} edge={edge} from={from} />
      {edge.back && <BackRow back={edge.back} from={from} to={to} />}
    </Section>
  );
}

/** Kinds of steps that do something that may fail. */
export const canFail = ({ kind }: GraphNode) =>
  kind === "agent" || kind === "supervisor" || kind === "tool" || kind === "map" || kind === "workflow";

function EndRow({ edge, from }: { edge: FlowEdge; from: GraphNode }) {
  const form = useOwnerForm();
  const problem = useFieldProblem(["on"]);
  const name = from.name ? `“${from.name}”` : "the step before";
  return (
    <At path={["on"]} className="flex flex-col gap-1">
      <SegmentedControl
        label={`After ${from.name || "the step before"}`}
        className="self-start"
        options={[
          { value: "ok", label: "If it ends well" },
          { value: "failed", label: "If it fails" },
        ]}
        value={edge.on ?? "ok"}
        onValueChange={(on) => {
          if (on === "failed") form.change(["on"], on);
          else if (edge.on) form.change(["on"]);
        }}
      />
      {problem && <p className="text-12 text-failed">{problem}</p>}
      {edge.on === "failed" && (
        <p className="text-12 text-ink-faint">
          When {name} has failed for good, the run goes on here instead of failing.
        </p>
      )}
    </At>
  );
}

type ConditionProps = { index: GraphIndex; edge: FlowEdge; from: GraphNode };

/** Whether a flow has a condition, and which; from a branch, none makes it the "else". */
export function ConditionRow({ index, edge, from }: ConditionProps) {
  const form = useOwnerForm();
  const isCase = from.kind === "branch";
  const problem = useFieldProblem(["when"]);
  return (
    <div className="flex flex-col gap-2">
      <SegmentedControl
        label={isCase ? "Which case it is" : "Condition"}
        className="self-start"
        options={[
          isCase ? { value: "if", label: "If …" } : { value: "always", label: "Always" },
          isCase ? { value: "always", label: "Else" } : { value: "if", label: "Only if …" },
        ]}
        value={edge.when === undefined ? "always" : "if"}
        onValueChange={(next) => {
          if (next === "if" && edge.when === undefined) form.change(["when"], "");
          if (next === "always" && edge.when !== undefined) form.change(["when"]);
        }}
      />
      {edge.when === undefined ? (
        <At path={["when"]}>
          {problem && <p className="text-12 text-failed">{problem}</p>}
          {isCase && <p className="text-12 text-ink-faint">It goes on here where no other case holds.</p>}
        </At>
      ) : (
        <Condition index={index} edge={edge} when={edge.when} />
      )}
    </div>
  );
}

/** The condition of a flow, tried on the last run or a sample. */
export function Condition({
  index,
  edge,
  when,
  hideLabel,
}: {
  index: GraphIndex;
  edge: FlowEdge;
  when: string;
  hideLabel?: boolean;
}) {
  const lastRun = useWorkflow((state) => state.lastRun);
  const name = index.node(edge.from)?.referenceName;
  const read = edge.on === "failed" ? 'failure.code == "timeout"' : `results.${name ?? "step"}.ok`;
  return (
    <ExpressionRow
      label="If"
      hideLabel={hideLabel}
      path={["when"]}
      value={when}
      minRows={2}
      reach={reachOfCondition(index, edge, lastRun)}
      sample={sampleForCondition(index, edge, lastRun)}
      placeholder={index.node(edge.from)?.kind === "branch" ? "results.check.ok" : read}
    />
  );
}

type BackProps = { back: WayBack; from: GraphNode; to: GraphNode; isHandoff?: boolean };

/** How often a way back may be taken, and what happens then. */
export function BackRow({ back, from, to, isHandoff = false }: BackProps) {
  const form = useOwnerForm();
  const problem = useFieldProblem(["back"]);
  const words = usedUpWords(back, from);
  return (
    <At path={["back"]} className="flex flex-col gap-3 rounded-control border border-line bg-paper p-2">
      <p className="text-12 text-ink-soft">{backTo(from, to, isHandoff)}, for another round from there.</p>
      {problem && <p className="text-12 text-failed">{problem}</p>}
      <div className="w-36">
        <NumberRow
          label="At most"
          unit={back.most === 1 ? "time" : "times"}
          path={["back", "most"]}
          value={back.most}
          min={1}
          max={100}
        />
      </div>
      <UsedUp value={back.usedUp} onValueChange={(next) => form.change(["back", "usedUp"], next)} />
      {words && <p className="text-12 text-ink-faint">{words}</p>}
    </At>
  );
}

function backTo(from: GraphNode, to: GraphNode, isHandoff: boolean): string {
  if (isHandoff) return `Hand back to “${to.name}”`;
  return from.id === to.id ? `Do “${to.name}” again` : `Go back to “${to.name}”`;
}

/** What is to be known of the end of the rounds besides what was chosen. */
function usedUpWords({ usedUp }: WayBack, from: GraphNode): string | null {
  const name = from.name ? `“${from.name}”` : "the step";
  if (usedUp === "go-on") return `By the other ways that lead on from ${name}.`;
  return canFail(from) ? `Unless ${name} has an “if it fails”, which is taken then.` : null;
}
