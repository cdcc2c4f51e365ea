"use client";

import { useEffect, useState } from "react";
import { formatDuration } from "@/components/ui/format-duration.ts";
import type { GraphNode, Join } from "@/lib/graph/node.ts";
import { effectOf } from "@/lib/graph/tool.ts";
import { formatMoney } from "@/lib/run/format-money.ts";
import { effectWords } from "./effect-words.ts";
import type { NodeFacts } from "./projection.ts";
import type { NodePaint } from "./run-paint.ts";

/** The foot of a node: what it is made of, or what it has used in the shown run. */
export function NodeFoot({
  node,
  facts,
  paint,
}: {
  node: GraphNode;
  facts: NodeFacts;
  paint: NodePaint | null;
}) {
  if (paint && hasBegun(paint)) return <Used paint={paint} />;
  return (
    // What finds no room in one row is left out.
    <div className="mx-2.5 mb-1.5 flex h-4.5 shrink-0 flex-wrap gap-1 overflow-hidden">
      {chipsOf(node, facts).map((chip) => (
        <span
          key={chip.text}
          className={`inline-flex h-4.5 min-w-0 max-w-full items-center rounded-mark border border-line bg-paper px-1.5 text-11 text-ink-soft ${chip.value ? "figures" : ""}`}
        >
          <span className="truncate">{chip.text}</span>
        </span>
      ))}
    </div>
  );
}

const hasBegun = ({ state, rounds }: NodePaint) =>
  state !== "idle" &&
  (rounds > 0 || (state !== "waiting" && state !== "passed-over" && state !== "not-reached"));

function Used({ paint }: { paint: NodePaint }) {
  return (
    <div className="figures flex h-7 shrink-0 items-center gap-2.5 whitespace-nowrap px-2.5 pb-1.5 text-11 text-ink-soft">
      <span>
        {paint.runningSince === null ? (
          formatDuration(paint.durationMs)
        ) : (
          <Ticking {...paint} since={paint.runningSince} />
        )}
      </span>
      {paint.rounds > 1 && <span>round {paint.rounds}</span>}
      {paint.calls > 0 && <span>{count(paint.calls, "call")}</span>}
      {paint.costNanos !== 0 && <span className="ml-auto truncate">{formatMoney(paint.costNanos)}</span>}
    </div>
  );
}

/** Time going on, ten times a second; only this text draws. */
function Ticking({ since, durationMs }: { since: number; durationMs: number }) {
  const [now, setNow] = useState(since);
  useEffect(() => {
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 100);
    return () => clearInterval(timer);
  }, []);
  return formatDuration(durationMs + Math.max(0, now - since));
}

type FootChip = { text: string; value?: boolean };

function chipsOf(node: GraphNode, facts: NodeFacts): FootChip[] {
  switch (node.kind) {
    case "input":
      return [
        { text: count(Object.keys(node.schema.properties).length, "field") },
        ...(node.samples.length > 0 ? [{ text: count(node.samples.length, "sample") }] : []),
      ];
    case "agent":
      return [
        ...joinChips(node, facts),
        modelChip(facts.model),
        ...(facts.uses > 0 ? [{ text: count(facts.uses, "tool") }] : []),
      ];
    case "supervisor":
      return [...joinChips(node, facts), modelChip(facts.model), { text: count(facts.asks, "worker") }];
    case "tool":
      return [
        ...joinChips(node, facts),
        { text: effectWords[effectOf(node.tool)] },
        ...(node.tool.type === "rules" ? [{ text: count(node.tool.rules.length, "rule") }] : []),
      ];
    case "map":
      return [
        ...joinChips(node, facts),
        { text: `${node.concurrency} at a time` },
        ...(node.failedItems === "fail" ? [] : [{ text: `${node.failedItems}s failed items` }]),
      ];
    case "workflow":
      return [
        ...joinChips(node, facts),
        { text: node.workflow ? `version ${node.workflow.version}` : "none chosen" },
        ...(facts.newest === null ? [] : [{ text: `newest is ${facts.newest}` }]),
      ];
    case "branch":
      return [
        ...joinChips(node, facts),
        { text: count(facts.cases, "case") },
        { text: node.takes === "first" ? "takes the first that holds" : "takes every one that holds" },
      ];
    case "output":
      return [
        ...joinChips(node, facts),
        { text: node.template.trim() === "" ? "shows what came before" : "template" },
      ];
    case "unknown":
      return [{ text: "made by a newer version" }];
    case "note":
      return [];
  }
}

/** What a step waits for, where that isn't simply everything. */
function joinChips({ join }: { join?: Join | undefined }, { flowsIn }: NodeFacts): FootChip[] {
  if (!join) return [];
  const needs =
    join.needs === "any" ? ["on the first"] : join.needs === "all" ? [] : [`on ${join.needs} of ${flowsIn}`];
  const within = join.withinMs === null ? [] : [`within ${formatDuration(join.withinMs)}`];
  const text = [...needs, ...within].join(" ");
  return text === "" ? [] : [{ text }];
}

function modelChip(model: string): FootChip {
  return model === "" ? { text: "no model" } : { text: model, value: true };
}

const count = (many: number, word: string) => (many === 1 ? `1 ${word}` : `${many} ${word}s`);
