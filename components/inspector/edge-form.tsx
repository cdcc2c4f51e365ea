"use client";

import { Trash2 } from "lucide-react";
import { useMemo } from "react";
import { useEdgePaint } from "@/components/canvas/paint-context.ts";
import { Button } from "@/components/ui/button.tsx";
import { IconButton } from "@/components/ui/icon-button.tsx";
import { Select } from "@/components/ui/select.tsx";
import { useWorkflow } from "@/components/workflow/use-workflow.ts";
import { edgeWords } from "@/lib/graph/connectable.ts";
import { type Fill, type GraphEdge, isWayBack, type ToolEdge } from "@/lib/graph/edge.ts";
import { controlWords } from "@/lib/graph/flow-words.ts";
import { indexGraph } from "@/lib/graph/graph-index.ts";
import type { JsonObject } from "@/lib/graph/json.ts";
import type { GraphNode } from "@/lib/graph/node.ts";
import { describe } from "./completion.ts";
import { ContextEditor } from "./context-editor.tsx";
import { type FillBy, FillRow, fillOptions } from "./fill-row.tsx";
import { BackRow, FlowFields } from "./flow-fields.tsx";
import { goesOnWords } from "./goes-on-words.ts";
import { NodeLink } from "./node-link.tsx";
import { OwnProblems } from "./own-problems.tsx";
import { OwnerContext, useOwnerForm } from "./owner.tsx";
import { type Reach, reachOnEdge } from "./reach.ts";
import { ReceivesPreview } from "./receives-preview.tsx";
import { sampleForEdge, sampleWhole } from "./sample-scope.ts";
import { Section } from "./section.tsx";
import { suggestPath } from "./suggest-path.ts";

type Props = { edge: GraphEdge; onReveal: (nodeId: string) => void };

/** The settings of an edge: what goes along it, and what its receiver will see of it. */
export function EdgeForm({ edge, onReveal }: Props) {
  const graph = useWorkflow((state) => state.document.graph);
  const lastRun = useWorkflow((state) => state.lastRun);
  const edit = useWorkflow((state) => state.edit);
  const index = useMemo(() => indexGraph(graph), [graph]);
  const owner = useMemo(() => ({ edgeId: edge.id }), [edge.id]);
  const reach = useMemo(() => reachOnEdge(index, edge, lastRun), [index, edge, lastRun]);
  const sample = useMemo(() => sampleForEdge(index, edge, lastRun), [index, edge, lastRun]);
  const whole = useMemo(
    () => (edge.kind === "tool" || edge.context.length > 0 ? null : sampleWhole(index, edge, lastRun)),
    [index, edge, lastRun],
  );
  const [from, to] = [index.node(edge.from), index.node(edge.to)];
  if (!from || !to) return null;
  const words = edge.kind === "tool" ? "" : goesOnWords(edge, from, to);
  return (
    <OwnerContext value={owner}>
      <header className="flex items-start gap-2 px-4 pt-3 pb-2">
        <div className="min-w-0 flex-1">
          <h2 className="flex flex-wrap items-center gap-1.5 font-regular text-13">
            <NodeLink node={from} onReveal={onReveal} />
            <span className="text-ink-soft">{wordsOf(edge)}</span>
            <NodeLink node={to} onReveal={onReveal} />
          </h2>
          <p className="mt-1.5 text-12 text-ink-faint">{hintOf(edge)}</p>
        </div>
        <IconButton
          label="Remove"
          keys="Del"
          side="left"
          icon={<Trash2 size={14} aria-hidden />}
          onClick={() => edit([{ type: "edge-remove", id: edge.id }])}
        />
      </header>
      <OwnProblems />
      <InThisRun edgeId={edge.id} />
      {edge.kind === "flow" && <FlowFields index={index} edge={edge} from={from} to={to} />}
      {edge.kind === "handoff" && edge.back && (
        <Section title="How often" summary={controlWords(edge, false)}>
          <BackRow back={edge.back} from={from} to={to} isHandoff />
        </Section>
      )}
      {edge.kind === "tool" ? (
        <Fills edge={edge} tool={to} reach={reach} sample={sample} />
      ) : (
        <>
          <Section title={contextTitles[edge.kind]}>
            {words !== "" && <p className="text-12 text-ink-faint">{words}</p>}
            {(to.kind !== "map" || edge.context.length > 0) && (
              <ContextEditor edge={edge} reach={reach} sample={sample} />
            )}
          </Section>
          {(edge.kind === "worker" || edge.context.length > 0 || whole) && (
            <Section title="Preview">
              <ReceivesPreview
                receiver={to.name}
                context={edge.context}
                whole={whole}
                sample={sample}
                fromRun={lastRun !== null}
              />
            </Section>
          )}
        </>
      )}
    </OwnerContext>
  );
}

/** What became of a flow in the run that is shown. */
function InThisRun({ edgeId }: { edgeId: string }) {
  const run = useEdgePaint(edgeId);
  if (!run) return null;
  return (
    <Section title="In this run" summary={run.state === "taken" ? "taken" : "not taken"}>
      <p role="status" className="wrap-anywhere text-13 text-ink-soft">
        {run.words}
      </p>
    </Section>
  );
}

/** The words between the two ends. */
function wordsOf(edge: GraphEdge): string {
  if (!isWayBack(edge)) return edgeWords[edge.kind];
  return edge.kind === "handoff" ? "hands back to" : "back to";
}

function hintOf(edge: GraphEdge): string {
  if (!isWayBack(edge)) return edgeHints[edge.kind];
  return edge.kind === "handoff"
    ? "The agent may hand back, and another round begins."
    : "When the first has ended, another round begins.";
}

const edgeHints: Record<GraphEdge["kind"], string> = {
  flow: "Control goes on when the first has ended.",
  item: "It is asked once for each item of the list.",
  handoff: "The agent may give control away, and doesn't get it back.",
  worker: "The supervisor may ask for an answer, as often as it needs.",
  tool: "The agent may call it while it works.",
};

const contextTitles: Record<Exclude<GraphEdge["kind"], "tool">, string> = {
  flow: "What goes on",
  handoff: "What is handed over",
  item: "What it receives",
  worker: "What it receives",
};

type FillsProps = { edge: ToolEdge; tool: GraphNode; reach: Reach; sample: JsonObject };

/** Who fills each parameter of a tool or a workflow when this agent uses it. */
function Fills({ edge, tool, reach, sample }: FillsProps) {
  const form = useOwnerForm();
  if (tool.kind !== "tool" && tool.kind !== "workflow") return null;
  const names = Object.keys(tool.parameters.properties);
  return (
    <Section title="Parameters">
      {names.length === 0 && (
        <p className="text-12 text-ink-faint">{tool.name} needs nothing to be filled.</p>
      )}
      {names.map((name) => {
        const fill = edge.fills.find((one) => one.name === name)?.fill;
        const shape = tool.parameters.properties[name] ?? {};
        return (
          <div key={name} className="flex flex-col gap-1.5 rounded-control border border-line bg-paper p-2">
            <div className="flex items-baseline gap-2">
              <code className="min-w-0 flex-1 truncate text-12">{name}</code>
              <span className="text-12 text-ink-faint">
                {describe(shape)}
                {tool.parameters.required.includes(name) ? "" : ", optional"}
              </span>
            </div>
            {fill ? (
              <FillRow
                name={name}
                path={["fills", name, "fill"]}
                fill={fill}
                choices={["model", "path", "reference"]}
                reach={reach}
                sample={sample}
                suggestion={suggestPath(name, reach.scope)}
              />
            ) : (
              <Select<FillBy>
                label={`Who fills ${name}`}
                hideLabel
                size={28}
                options={fillOptions(["model", "path", "reference"])}
                value="model"
                onValueChange={(by) => {
                  if (by === "model") return;
                  const fresh: Fill = by === "path" ? { by, path: suggestPath(name, reach.scope) } : { by };
                  form.change(["fills", name], { name, fill: fresh });
                }}
              />
            )}
          </div>
        );
      })}
      <Leftovers edge={edge} names={names} />
    </Section>
  );
}

/** Fills of parameters that the tool no longer has. */
function Leftovers({ edge, names }: { edge: ToolEdge; names: readonly string[] }) {
  const form = useOwnerForm();
  const left = edge.fills.filter((fill) => !names.includes(fill.name));
  if (left.length === 0) return null;
  return (
    <div className="flex items-center justify-between gap-2 text-12 text-failed">
      <span>It has no parameter {left.map(({ name }) => name).join(", ")}.</span>
      <Button
        size={28}
        onClick={() =>
          form.change(
            ["fills"],
            edge.fills.filter((fill) => names.includes(fill.name)),
          )
        }
      >
        Remove
      </Button>
    </div>
  );
}
