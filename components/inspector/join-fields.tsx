"use client";

import { NumberField } from "@/components/ui/number-field.tsx";
import { Select } from "@/components/ui/select.tsx";
import { useWorkflow } from "@/components/workflow/use-workflow.ts";
import { isControl } from "@/lib/graph/edge.ts";
import type { Join } from "@/lib/graph/node.ts";
import { At, useFieldProblem, useOwnerForm } from "./owner.tsx";
import { Section } from "./section.tsx";

type Needs = "all" | "any" | "some";

/** What a step waits for that several flows lead to; nothing where there are no two. */
export function JoinFields({ id, join }: { id: string; join: Join | undefined }) {
  const form = useOwnerForm();
  const flows = useWorkflow(
    (state) =>
      state.document.graph.edges.filter(
        (edge) => isControl(edge) && edge.to === id && edge.back === undefined,
      ).length,
  );
  const problem = useFieldProblem(["join", "needs"]);
  if (flows < 2 && !join) return null;
  const { needs, withinMs } = join ?? EVERYTHING;
  const set = (next: Join) => {
    if (next.needs === "all" && next.withinMs === null) {
      if (join) form.change(["join"]);
    } else form.change(["join"], next);
  };
  const chosen: Needs = typeof needs === "number" ? "some" : needs;
  return (
    <Section title="Waits for" summary={joinWords(join, flows)}>
      <At path={["join"]} className="grid grid-cols-2 gap-3">
        <At path={["join", "needs"]} className="contents">
          <Select<Needs>
            label="Of what leads here"
            size={28}
            options={[
              { value: "all", label: "All of them" },
              { value: "any", label: "The first" },
              { value: "some", label: "Some of them" },
            ]}
            value={chosen}
            onValueChange={(next) => {
              if (next !== chosen) set({ needs: next === "some" ? 2 : next, withinMs });
            }}
          />
          {typeof needs === "number" && (
            <NumberField
              label="How many"
              unit={`of ${flows}`}
              value={needs}
              min={1}
              max={100}
              onValueChange={(next) => {
                if (next !== null) set({ needs: next, withinMs });
              }}
            />
          )}
        </At>
        <NumberField
          label="At most"
          unit="s"
          placeholder="any time"
          value={withinMs === null ? null : withinMs / 1000}
          min={0.1}
          max={86_400}
          onValueChange={(next) => set({ needs, withinMs: next === null ? null : Math.round(next * 1000) })}
        />
      </At>
      {problem && <p className="text-12 text-failed">{problem}</p>}
      <p className="text-12 text-ink-faint">{meaning(chosen, withinMs)}</p>
    </Section>
  );
}

const EVERYTHING: Join = { needs: "all", withinMs: null };

function joinWords(join: Join | undefined, flows: number): string {
  if (!join || join.needs === "all") return "all of them";
  return join.needs === "any" ? "the first" : `${join.needs} of ${flows}`;
}

function meaning(needs: Needs, withinMs: number | null): string {
  const begins =
    needs === "all"
      ? "It begins when everything that can still come has come."
      : "It begins as soon as enough have come; what only it would have needed is stopped.";
  return withinMs === null
    ? begins
    : `${begins} That long after the first came, it begins with what is there.`;
}
