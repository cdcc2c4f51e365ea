"use client";

import { formatTokens } from "@/components/ui/format-tokens.ts";
import { SegmentedControl } from "@/components/ui/segmented-control.tsx";
import { useWorkflow } from "@/components/workflow/use-workflow.ts";
import type { AgentNode, Limits, SupervisorNode } from "@/lib/graph/node.ts";
import { formatMoney } from "@/lib/run/format-money.ts";
import { ModelChain } from "./model-chain.tsx";
import { useOwnerForm } from "./owner.tsx";
import { Section } from "./section.tsx";
import { NumberRow, WordsRow } from "./text-rows.tsx";

type Props = { node: AgentNode | SupervisorNode; placeholder: string };

/** What agents and supervisors have in common: instructions and models. */
export function ThinkingFields({ node, placeholder }: Props) {
  const defaultModel = useWorkflow((state) => state.document.graph.defaultModel);
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
      <Section title="Models" summary={node.models[0]?.model ?? defaultModel?.model}>
        <ModelChain models={node.models} />
      </Section>
    </>
  );
}

function limitsInWords({ maxTurns, deadlineMs, maxCostNanos, maxTokens, maxCalls }: Limits): string {
  return [
    `${maxTurns} turns`,
    deadlineMs === null ? "no deadline" : `${deadlineMs / 1000} s in all`,
    ...(maxCostNanos === null ? [] : [formatMoney(maxCostNanos)]),
    ...(maxTokens === null ? [] : [formatTokens(maxTokens)]),
    ...(maxCalls === null ? [] : [`${maxCalls} calls`]),
  ].join(", ");
}

/** Limits, retries and time; most people leave them. */
export function LimitFields({ node }: { node: AgentNode | SupervisorNode }) {
  const form = useOwnerForm();
  const { limits, retry } = node;
  return (
    <Section title="Limits" summary={limitsInWords(limits)} closed>
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
        <NumberRow
          label="Cost in all"
          unit="$"
          factor={1_000_000_000}
          step={0.01}
          nullable
          placeholder="any"
          path={["limits", "maxCostNanos"]}
          value={limits.maxCostNanos}
          min={0.000001}
          max={1_000_000}
        />
        <NumberRow
          label="Tokens in all"
          step={1_000}
          nullable
          placeholder="any"
          path={["limits", "maxTokens"]}
          value={limits.maxTokens}
          min={1}
          max={1_000_000_000}
        />
        <NumberRow
          label="Calls in all"
          nullable
          placeholder="any"
          path={["limits", "maxCalls"]}
          value={limits.maxCalls}
          min={1}
          max={50_000}
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
      {node.kind === "agent" && (
        <div className="flex flex-col gap-1">
          <span aria-hidden className="text-12 text-ink-soft">
            An answer that was cut
          </span>
          <SegmentedControl
            label="An answer that was cut"
            className="self-start [&_button]:whitespace-nowrap"
            options={[
              { value: "fail", label: "Fail" },
              { value: "use", label: "Use it, marked" },
            ]}
            value={limits.cutAnswer}
            onValueChange={(next) => form.change(["limits", "cutAnswer"], next)}
          />
        </div>
      )}
      <p className="text-12 text-ink-faint">
        Cost, tokens and calls count whom it asks too. A model call begins when what is left covers the most
        it can take.
      </p>
      <p className="text-12 text-ink-faint">
        A model call that fails in a way that may pass is tried again; each wait is about twice the one
        before.
      </p>
    </Section>
  );
}
