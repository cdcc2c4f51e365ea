"use client";

import { useMemo } from "react";
import { lookOf } from "@/components/canvas/kind-look.ts";
import { LookTile } from "@/components/canvas/look-tile.tsx";
import { Notice } from "@/components/ui/notice.tsx";
import type { GraphNode } from "@/lib/graph/node.ts";
import { AgentForm } from "./agent-form.tsx";
import { BranchForm } from "./branch-form.tsx";
import { FailureFields } from "./failure-fields.tsx";
import { canFail } from "./flow-fields.tsx";
import { FormHead } from "./form-head.tsx";
import { InputForm } from "./input-form.tsx";
import { JoinFields } from "./join-fields.tsx";
import { MapForm } from "./map-form.tsx";
import { NodeConnections } from "./node-connections.tsx";
import { NodeMenu } from "./node-menu.tsx";
import { OutputForm } from "./output-form.tsx";
import { OwnProblems } from "./own-problems.tsx";
import { OwnerContext } from "./owner.tsx";
import { RetryFields } from "./retry-fields.tsx";
import { SupervisorForm } from "./supervisor-form.tsx";
import { NameRow, ReferenceNameRow, WordsRow } from "./text-rows.tsx";
import { ToolForm } from "./tool-form.tsx";
import { WorkflowForm } from "./workflow-form.tsx";

const descriptionHints: Partial<Record<GraphNode["kind"], string>> = {
  agent: "Supervisors, and agents that hand over, choose by this.",
  supervisor: "Others choose by this.",
  tool: "Agents choose by this.",
  workflow: "Agents and supervisors choose by this.",
};

/** The settings of a node. */
export function NodeForm({ node }: { node: GraphNode }) {
  const owner = useMemo(() => ({ nodeId: node.id }), [node.id]);
  const look = lookOf(node);
  const kind = kindWord(node);
  const name = node.name || "No name";
  return (
    <OwnerContext value={owner}>
      <FormHead icon={<LookTile look={look} />} title={name} subtitle={kind === name ? undefined : kind}>
        <NodeMenu node={node} />
      </FormHead>
      <OwnProblems />
      <div className="flex flex-col gap-3 px-4 pb-4">
        <NameRow key={node.id} nodeId={node.id} name={node.name} />
        {node.kind === "note" ? (
          <WordsRow label="Text" path={["text"]} value={node.text} minRows={6} maxRows={30} />
        ) : (
          <WordsRow
            label="Description"
            hint={descriptionHints[node.kind]}
            path={["description"]}
            value={node.description}
            minRows={2}
            placeholder="What it does, in one line"
          />
        )}
        {isRead(node) && (
          <ReferenceNameRow
            key={`reference ${node.id}`}
            nodeId={node.id}
            referenceName={node.referenceName}
            hint={<ReadAs node={node} />}
          />
        )}
      </div>
      <KindForm key={node.id} node={node} />
      {joins(node) && <JoinFields key={`join ${node.id}`} id={node.id} join={node.join} />}
      {failing(node) && <FailureFields key={`failure ${node.id}`} node={node} />}
      {node.kind === "tool" && <RetryFields key={`retry ${node.id}`} node={node} />}
      {node.kind !== "note" && node.kind !== "unknown" && <NodeConnections node={node} />}
    </OwnerContext>
  );
}

/** How expressions read what the node comes to, and whether models call it by that name. */
function ReadAs({ node }: { node: Extract<GraphNode, { referenceName: string }> }) {
  const result = <code>results.{node.referenceName}</code>;
  if (node.kind === "input")
    return (
      <>
        Expressions read what comes in as <code>input</code>, or as {result} like other results.
      </>
    );
  return (
    <>
      Expressions read its result as {result}
      {node.kind === "map" ? "." : "; models call it by this name."}
    </>
  );
}

const isRead = ({ kind }: GraphNode) =>
  kind !== "note" && kind !== "branch" && kind !== "output" && kind !== "unknown";

type Kind<K extends GraphNode["kind"]> = Extract<GraphNode, { kind: K }>;

type Failing = "agent" | "supervisor" | "tool" | "map" | "workflow";

const failing = (node: GraphNode): node is Kind<Failing> => canFail(node);
const joins = (node: GraphNode): node is Kind<Failing | "branch" | "output"> =>
  failing(node) || node.kind === "branch" || node.kind === "output";

function KindForm({ node }: { node: GraphNode }) {
  switch (node.kind) {
    case "input":
      return <InputForm node={node} />;
    case "agent":
      return <AgentForm node={node} />;
    case "supervisor":
      return <SupervisorForm node={node} />;
    case "tool":
      return <ToolForm node={node} />;
    case "branch":
      return <BranchForm node={node} />;
    case "map":
      return <MapForm node={node} />;
    case "workflow":
      return <WorkflowForm node={node} />;
    case "output":
      return <OutputForm node={node} />;
    case "note":
      return null;
    case "unknown":
      return (
        <Notice tone="warning" title="Made by a newer version" className="mx-4 mb-4">
          This version doesn't know this kind of node. It is kept as it came; remove it to run the workflow
          here.
        </Notice>
      );
  }
}

function kindWord(node: GraphNode): string {
  return node.kind === "tool" ? `Tool: ${sentenceStart(lookOf(node).word)}` : lookOf(node).word;
}

/** The words as they go on in a sentence: "call a URL". */
const sentenceStart = (words: string) => words.charAt(0).toLowerCase() + words.slice(1);
