"use client";

import { NumberField } from "@/components/ui/number-field.tsx";
import { Select } from "@/components/ui/select.tsx";
import { newToolRetry } from "@/lib/graph/new-node.ts";
import type { RetriedErrors, Retry, ToolNode } from "@/lib/graph/node.ts";
import { KeptField } from "./kept-field.tsx";
import { At, useOwnerForm } from "./owner.tsx";
import { Section } from "./section.tsx";
import { NumberRow } from "./text-rows.tsx";

type Which = "passing" | "all" | "codes";

/** How often a tool is tried, how long between, and after which failures. */
export function RetryFields({ node }: { node: ToolNode }) {
  const form = useOwnerForm();
  const { retry } = node;
  return (
    <Section title="Tries" summary={retry && retry.attempts > 1 ? `up to ${retry.attempts}` : "one"} closed>
      <At path={["retry"]} className="grid grid-cols-2 gap-3">
        <NumberField
          label="Attempts"
          value={retry?.attempts ?? 1}
          min={1}
          max={10}
          onValueChange={(attempts) => {
            if (attempts === null || attempts === (retry?.attempts ?? 1)) return;
            if (attempts === 1) form.change(["retry"]);
            else form.change(["retry"], { ...(retry ?? newToolRetry()), attempts });
          }}
        />
        {retry && (
          <NumberRow
            label="First wait"
            unit="ms"
            path={["retry", "backoffMs"]}
            value={retry.backoffMs}
            min={0}
            max={60_000}
          />
        )}
      </At>
      {retry && <Errors retry={retry} />}
      <p className="text-12 text-ink-faint">
        {retry
          ? "Each wait is about twice the one before. Where nobody knows whether a call had its effect, it is not tried again."
          : "A call that fails is not tried again."}
      </p>
    </Section>
  );
}

function Errors({ retry }: { retry: Retry }) {
  const form = useOwnerForm();
  const path = ["retry", "errors"];
  const which = whichOf(retry.errors);
  const codes = Array.isArray(retry.errors) ? retry.errors : [];
  return (
    <At path={path} className="flex flex-col gap-3">
      <Select<Which>
        label="After which failures"
        size={28}
        options={[
          { value: "passing", label: "Those that may pass" },
          { value: "all", label: "All of them" },
          { value: "codes", label: "Those with these codes" },
        ]}
        value={which}
        onValueChange={(next) => {
          if (next === which) return;
          if (next === "passing") form.change(path);
          else form.change(path, next === "all" ? "all" : ["timeout"]);
        }}
      />
      {which === "codes" && (
        <KeptField
          label="Codes"
          mono
          hint="Separated by commas, as they stand in a trace: timeout, http-status."
          value={codes.join(", ")}
          onKeep={(text) => form.change(path, codesIn(text))}
        />
      )}
    </At>
  );
}

function whichOf(errors: RetriedErrors | undefined): Which {
  if (errors === undefined) return "passing";
  return errors === "all" ? "all" : "codes";
}

const codesIn = (text: string): string[] =>
  [...new Set(text.split(/[\s,]+/).filter((code) => code !== ""))]
    .slice(0, 20)
    .map((code) => code.slice(0, 60));
