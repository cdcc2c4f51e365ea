"use client";

import type { AgentNode, SupervisorNode } from "@/lib/graph/node.ts";
import { ModelChain } from "./model-chain.tsx";
import { Section } from "./section.tsx";
import { NumberRow, WordsRow } from "./text-rows.tsx";

type Props = { node: AgentNode | SupervisorNode; placeholder: string };

/** What agents and supervisors have in common: instructions and models. */
export function ThinkingFields({ node, placeholder }: Props) {
  return (
    <>
      <Section title="Instructions">
        <WordsRow
          label="What it is told"
          path={["instructions"]}
          value={node.instructions}
          minRows={5}
          maxRows={24}
          placeholder={placeholder}
        />
      </Section>
      <Section title="Models" summary={node.models[0]?.model}>
        <ModelChain models={node.models} />
      </Section>
    </>
  );
}

/** Limits, retries and time; most people leave them. */
export function LimitFields({ node }: { node: AgentNode | SupervisorNode }) {
  const { limits, retry } = node;
  const deadline = limits.deadlineMs === null ? "no deadline" : `${limits.deadlineMs / 1000} s in all`;
  return (
    <Section title="Limits" summary={`${limits.maxTurns} turns, ${deadline}`} closed>
      <div className="grid grid-cols-2 gap-3">
        <NumberRow
          label="Most turns"
          path={["limits", "maxTurns"]}
          value={limits.maxTurns}
          min={1}
          max={200}
        />
        <NumberRow
          label="Longest answer"
          unit="tokens"
          path={["limits", "maxOutputTokens"]}
          value={limits.maxOutputTokens}
          min={1}
          max={200_000}
        />
        <NumberRow
          label="Deadline in all"
          unit="s"
          factor={1000}
          nullable
          placeholder="none"
          path={["limits", "deadlineMs"]}
          value={limits.deadlineMs}
          min={0.1}
          max={86_400}
        />
        <NumberRow
          label="One model call"
          unit="s"
          factor={1000}
          path={["timeoutMs"]}
          value={node.timeoutMs}
          min={0.1}
          max={600}
        />
        <NumberRow label="Attempts" path={["retry", "attempts"]} value={retry.attempts} min={1} max={10} />
        <NumberRow
          label="First wait"
          unit="ms"
          path={["retry", "backoffMs"]}
          value={retry.backoffMs}
          min={0}
          max={60_000}
        />
      </div>
      <p className="text-12 text-ink-faint">
        A model call that fails in a way that may pass is tried again; each wait is about twice the one
        before.
      </p>
    </Section>
  );
}
