"use client";

import { Bot, CornerDownRight, Plus } from "lucide-react";
import { useMemo } from "react";
import { endsFrom } from "@/components/canvas/canvas-lists.tsx";
import { lookOf } from "@/components/canvas/kind-look.ts";
import { LookTile } from "@/components/canvas/look-tile.tsx";
import { NODE_HEIGHT } from "@/components/canvas/node-shape.ts";
import { freePlace } from "@/components/canvas/place-node.ts";
import { Button } from "@/components/ui/button.tsx";
import { Menu, MenuItem } from "@/components/ui/menu.tsx";
import { SegmentedControl } from "@/components/ui/segmented-control.tsx";
import { newId } from "@/components/workflow/new-id.ts";
import { useWorkflow, useWorkflowStore } from "@/components/workflow/use-workflow.ts";
import type { FlowEdge } from "@/lib/graph/edge.ts";
import type { GraphEdit } from "@/lib/graph/edit.ts";
import { type GraphIndex, indexGraph } from "@/lib/graph/graph-index.ts";
import { hasChoice, modelChooses } from "@/lib/graph/model-chooses.ts";
import type { BranchNode } from "@/lib/graph/node.ts";
import { Condition } from "./flow-fields.tsx";
import { OwnerContext, useFieldProblem, useOwnerForm } from "./owner.tsx";
import { RowMenu } from "./row-menu.tsx";
import { Section } from "./section.tsx";

/** The settings of a branch: how many of its cases are taken, and the cases in the order in which they are looked at. */
export function BranchForm({ node }: { node: BranchNode }) {
  const form = useOwnerForm();
  const edit = useWorkflow((state) => state.edit);
  const graph = useWorkflow((state) => state.document.graph);
  const index = useMemo(() => indexGraph(graph), [graph]);
  const flows = index.from(node.id).filter((edge) => edge.kind === "flow");
  const cases = flows.filter((edge) => edge.when !== undefined);
  const otherwise = flows.filter((edge) => edge.when === undefined);
  return (
    <Section title="Cases" summary={flows.length === 0 ? "none yet" : String(flows.length)}>
      <SegmentedControl
        label="Which cases are taken"
        className="self-start"
        options={[
          { value: "first", label: "The first that holds" },
          { value: "every", label: "Every one that holds" },
        ]}
        value={node.takes}
        onValueChange={(takes) => form.change(["takes"], takes)}
      />
      {flows.length === 0 && (
        <p className="text-12 text-ink-faint">
          No cases yet. Draw an edge to where each case goes on, or add one here.
        </p>
      )}
      <ol className="flex flex-col gap-2">
        {cases.map((edge, at) => (
          <Case
            key={edge.id}
            index={index}
            edge={edge}
            number={at + 1}
            neighbours={{ before: cases[at - 1], after: cases[at + 1] }}
            onElse={() => edit(elseInstead(edge, otherwise))}
          />
        ))}
        {otherwise.map((edge) => (
          <Case key={edge.id} index={index} edge={edge} number={null} neighbours={{}} />
        ))}
      </ol>
      <div className="flex flex-wrap gap-2">
        <AddCase node={node} words="Add a case" when="" />
        {cases.length > 0 && otherwise.length === 0 && <AddCase node={node} words="Add an else" />}
      </div>
      {hasChoice(graph, node) && <LetModelChoose node={node} />}
    </Section>
  );
}

/** Puts an agent before the branch that answers with the name of a case. */
function LetModelChoose({ node }: { node: BranchNode }) {
  const store = useWorkflowStore();
  return (
    <div className="flex flex-col gap-1">
      <Button
        size={28}
        className="self-start"
        icon={<Bot size={14} aria-hidden />}
        onClick={() => {
          const { document, edit } = store.getState();
          const { x, y } = document.layout[node.id] ?? { x: 0, y: 0 };
          const at = freePlace(document.layout, { x, y: y + NODE_HEIGHT + 88 });
          edit(modelChooses(document.graph, node, { at, newId }));
        }}
      >
        Let a model choose the case
      </Button>
      <p className="text-12 text-ink-faint">
        An agent before this branch answers with the name of a case; the conditions here read its answer.
      </p>
    </div>
  );
}

type CaseProps = {
  index: GraphIndex;
  edge: FlowEdge;
  /** Its place among the cases; null for the else. */
  number: number | null;
  neighbours: { before?: FlowEdge | undefined; after?: FlowEdge | undefined };
  /** Makes it the else. */
  onElse?: () => void;
};

/** A case becomes the else; what was the else becomes a case whose condition is to be said. */
function elseInstead(edge: FlowEdge, otherwise: readonly FlowEdge[]): GraphEdit[] {
  const when = (id: string, value?: string): GraphEdit => ({
    type: "edge-change",
    id,
    path: ["when"],
    ...(value !== undefined && { value }),
  });
  return [when(edge.id), ...otherwise.map(({ id }) => when(id, ""))];
}

function Case({ index, edge, number, neighbours: { before, after }, onElse }: CaseProps) {
  const edit = useWorkflow((state) => state.edit);
  const select = useWorkflow((state) => state.select);
  const owner = useMemo(() => ({ edgeId: edge.id }), [edge.id]);
  const to = index.node(edge.to);
  const place = ({ id }: FlowEdge) => index.graph.edges.findIndex((one) => one.id === id);
  const name = to?.name || "No name";
  const move = (by: -1 | 1) => {
    const other = by === -1 ? before : after;
    if (other) edit([{ type: "edge-move", id: edge.id, index: place(other) }]);
  };
  return (
    <li className="flex flex-col gap-1.5 rounded-control border border-line bg-paper p-2">
      <OwnerContext value={owner}>
        <div className="flex items-center gap-1.5">
          <span className="shrink-0 text-12 text-ink-soft">{number === null ? "Else" : `${number}. If`}</span>
          <span aria-hidden className="min-w-0 flex-1" />
          <span className="shrink-0 text-12 text-ink-faint">{edge.back ? "back to" : "then"}</span>
          <button
            type="button"
            title="The settings of this case"
            onClick={() => select({ nodes: [], edges: [edge.id] })}
            className="flex h-7 min-w-0 items-center gap-1.5 rounded-control border border-line bg-surface pr-2 pl-1 text-left hover:bg-hover"
          >
            {to && <LookTile look={lookOf(to)} size={20} />}
            <span className="min-w-0 truncate">{name}</span>
          </button>
          <RowMenu
            of={number === null ? "the else" : `case ${number}`}
            first={before === undefined}
            last={after === undefined}
            onMove={number === null ? undefined : move}
            onRemove={() => edit([{ type: "edge-remove", id: edge.id }])}
          >
            {onElse && (
              <MenuItem icon={<CornerDownRight size={14} aria-hidden />} onSelect={onElse}>
                Make it the else
              </MenuItem>
            )}
          </RowMenu>
        </div>
        {edge.when === undefined ? (
          <ElseProblem />
        ) : (
          <Condition index={index} edge={edge} when={edge.when} hideLabel />
        )}
      </OwnerContext>
    </li>
  );
}

function ElseProblem() {
  const problem = useFieldProblem(["when"]);
  return problem ? <p className="text-12 text-failed">{problem}</p> : null;
}

/** Adds a case, or the else, that goes on to a node that is there already. */
function AddCase({ node, words, when }: { node: BranchNode; words: string; when?: string }) {
  const graph = useWorkflow((state) => state.document.graph);
  const edit = useWorkflow((state) => state.edit);
  const add = (to: string) => {
    const edge: FlowEdge = { id: newId(), kind: "flow", from: node.id, to, context: [] };
    edit([{ type: "edge-add", edge: { ...edge, ...(when !== undefined && { when }) } }]);
  };
  return (
    <Menu
      trigger={
        <Button size={28} icon={<Plus size={14} aria-hidden />}>
          {words}
        </Button>
      }
    >
      <Ends graph={graph} id={node.id} onPick={add} />
    </Menu>
  );
}

function Ends({
  graph,
  id,
  onPick,
}: {
  graph: GraphIndex["graph"];
  id: string;
  onPick: (to: string) => void;
}) {
  const ends = endsFrom(graph, id).filter(({ back }) => !back);
  return (
    <div className="max-h-80 overflow-y-auto">
      {ends.length === 0 && (
        <p className="px-2 py-1 text-12 text-ink-faint">
          Nothing that it can go on to yet. Add a node first.
        </p>
      )}
      {ends.map(({ node, words }) => (
        <MenuItem
          key={node.id}
          icon={<LookTile look={lookOf(node)} size={20} />}
          onSelect={() => onPick(node.id)}
        >
          {words}
        </MenuItem>
      ))}
    </div>
  );
}
