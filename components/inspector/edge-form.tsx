"use client";

import { Trash2 } from "lucide-react";
import { useMemo } from "react";
import { useEdgePaint } from "@/components/canvas/paint-context.ts";
import { Button } from "@/components/ui/button.tsx";
import { IconButton } from "@/components/ui/icon-button.tsx";
import { Select } from "@/components/ui/select.tsx";
import { useWorkflow } from "@/components/workflow/use-workflow.ts";
import { edgeWords } from "@/lib/graph/connectable.ts";
import type { Fill, FlowEdge, GraphEdge, ToolEdge } from "@/lib/graph/edge.ts";
import { indexGraph } from "@/lib/graph/graph-index.ts";
import type { JsonObject } from "@/lib/graph/json.ts";
import type { GraphNode } from "@/lib/graph/node.ts";
import { describe } from "./completion.ts";
import { ContextEditor } from "./context-editor.tsx";
import { type FillBy, FillRow, fillOptions } from "./fill-row.tsx";
import { FlowFields } from "./flow-fields.tsx";
import { NodeLink } from "./node-link.tsx";
import { OwnProblems } from "./own-problems.tsx";
import { OwnerContext, useOwnerForm } from "./owner.tsx";
import { type Reach, reachOnEdge } from "./reach.ts";
import { ReceivesPreview } from "./receives-preview.tsx";
import { sampleForEdge, sampleHandedOn } from "./sample-scope.ts";
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
  const [from, to] = [index.node(edge.from), index.node(edge.to)];
  if (!from || !to) return null;
  return (
    <OwnerContext value={owner}>
      <header className="flex items-start gap-2 px-4 pt-3 pb-2">
        <div className="min-w-0 flex-1">
          <h2 className="flex flex-wrap items-center gap-1.5 font-regular text-13">
            <NodeLink node={from} onReveal={onReveal} />
            <span className="text-ink-soft">
              {edge.kind === "flow" && edge.back ? "back to" : edgeWords[edge.kind]}
            </span>
            <NodeLink node={to} onReveal={onReveal} />
          </h2>
          <p className="mt-1.5 text-12 text-ink-faint">
            {edge.kind === "flow" && edge.back ? BACK_HINT : edgeHints[edge.kind]}
          </p>
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
      {edge.kind === "tool" ? (
        <Fills edge={edge} tool={to} reach={reach} sample={sample} />
      ) : (
        <>
          <Section title={edge.kind === "worker" ? "What it receives" : "What goes on"}>
            {edge.kind === "flow" && edge.context.length === 0 && (
              <p className="text-12 text-ink-faint">{handedOnWords(edge, from, to)}</p>
            )}
            {edge.kind === "worker" && (
              <p className="text-12 text-ink-faint">
                {to.name} sees its instructions and these fields, nothing else.
              </p>
            )}
            <ContextEditor edge={edge} reach={reach} sample={sample} />
          </Section>
          {(edge.kind === "worker" || edge.context.length > 0 || thinks(to)) && (
            <Section title="Preview">
              <ReceivesPreview
                receiver={to.name}
                context={edge.context}
                whole={edge.context.length === 0 && thinks(to) ? sampleHandedOn(index, to.id, lastRun) : null}
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

const thinks = ({ kind }: GraphNode) => kind === "agent" || kind === "supervisor";

/** What goes on where no field says it. */
function handedOnWords({ on, back }: FlowEdge, from: GraphNode, to: GraphNode): string {
  if (to.kind === "branch") return "A branch hands on what it receives to where it goes on.";
  if (to.kind === "output") return "Its result; an output with a template reads whatever the template names.";
  if (to.kind === "tool") return "Nothing set: a tool receives what its parameters are filled with.";
  if (on === "failed") return `Nothing set: why ${from.name} has failed goes on, and the run's input.`;
  if (back)
    return `Nothing set: what came before goes on, the run's input, and what ${to.name} answered last.`;
  if (from.kind === "branch") return `Nothing set: what ${from.name} receives goes on.`;
  return from.kind === "input"
    ? "Nothing set: the run's input goes on as it is."
    : `Nothing set: the result of ${from.name || "the step before"} goes on, and the run's input.`;
}

const BACK_HINT = "When the first has ended, another round begins.";

const edgeHints: Record<GraphEdge["kind"], string> = {
  flow: "Control goes on when the first has ended.",
  item: "It is asked once for each item of the list.",
  handoff: "The agent may give control away, and doesn't get it back.",
  worker: "The supervisor may ask for an answer, as often as it needs.",
  tool: "The agent may call the tool while it works.",
};

type FillsProps = { edge: ToolEdge; tool: GraphNode; reach: Reach; sample: JsonObject };

/** Who fills each parameter of a tool when this agent uses it. */
function Fills({ edge, tool, reach, sample }: FillsProps) {
  const form = useOwnerForm();
  if (tool.kind !== "tool") return null;
  const names = Object.keys(tool.parameters.properties);
  return (
    <Section title="Parameters">
      {names.length === 0 && <p className="text-12 text-ink-faint">{tool.name} has no parameters.</p>}
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
      <span>The tool has no parameter {left.map(({ name }) => name).join(", ")}.</span>
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
