"use client";

import { Plus } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button.tsx";
import { newId } from "@/components/workflow/new-id.ts";
import type { ObjectSchema } from "@/lib/graph/json-schema.ts";
import type { Rule, ToolConfig } from "@/lib/graph/tool.ts";
import { ExpressionRow, TemplateRow } from "./code-rows.tsx";
import { At, useFieldProblem, useOwnerForm } from "./owner.tsx";
import { RowMenu } from "./row-menu.tsx";
import { LineRow, NumberRow } from "./text-rows.tsx";
import { useToolReach } from "./use-tool-reach.ts";

type Props = { tool: Extract<ToolConfig, { type: "rules" }>; parameters: ObjectSchema };

const path = ["tool", "rules"];

/** The rules of a tool, in the order people wrote them; those that hold fire by priority. */
export function RulesFields({ tool, parameters }: Props) {
  const form = useOwnerForm();
  const problem = useFieldProblem(path);
  const { rules } = tool;
  return (
    <At path={path} className="flex flex-col gap-2">
      <p className="text-12 text-ink-faint">
        A rule fires when its condition over <code>parameters</code> holds. The highest priority comes first.
      </p>
      {problem && <p className="text-12 text-failed">{problem}</p>}
      <ol className="flex flex-col gap-2">
        {rules.map((rule, index) => (
          <li key={rule.id} className="flex flex-col gap-2 rounded-control border border-line bg-paper p-2">
            <RuleFields
              rule={rule}
              parameters={parameters}
              menu={
                <RowMenu
                  of={rule.name || `rule ${index + 1}`}
                  first={index === 0}
                  last={index === rules.length - 1}
                  onMove={(by) => form.change([...path, rule.id], rule, index + by)}
                  onRemove={() => form.change([...path, rule.id])}
                />
              }
            />
          </li>
        ))}
      </ol>
      <Button
        size={28}
        className="self-start"
        icon={<Plus size={14} aria-hidden />}
        disabled={rules.length >= 500}
        onClick={() => {
          const id = newId();
          form.change([...path, id], { id, name: "", when: "", result: "", priority: 50 });
        }}
      >
        Add a rule
      </Button>
    </At>
  );
}

type RuleProps = { rule: Rule; parameters: ObjectSchema; menu: ReactNode };

function RuleFields({ rule, parameters, menu }: RuleProps) {
  const at = [...path, rule.id];
  const reach = useToolReach(parameters);
  return (
    <>
      <div className="flex items-center gap-1">
        <LineRow
          label="Name of the rule"
          hideLabel
          path={[...at, "name"]}
          value={rule.name}
          maxLength={200}
          placeholder="Name of the rule"
        />
        {menu}
      </div>
      <ExpressionRow
        label="When"
        path={[...at, "when"]}
        value={rule.when}
        reach={reach}
        placeholder="parameters.days_late > 3"
      />
      <TemplateRow
        label="Then"
        path={[...at, "result"]}
        value={rule.result}
        minRows={1}
        reach={reach}
        placeholder="what is to be done"
      />
      <div className="w-36">
        <NumberRow label="Priority" path={[...at, "priority"]} value={rule.priority} min={0} max={1_000} />
      </div>
    </>
  );
}
