"use client";

import { effectWords } from "@/components/canvas/effect-words.ts";
import { toolLooks } from "@/components/canvas/kind-look.ts";
import { Badge } from "@/components/ui/badge.tsx";
import { Select } from "@/components/ui/select.tsx";
import { newTool } from "@/lib/graph/new-node.ts";
import type { ToolNode } from "@/lib/graph/node.ts";
import { type EffectClass, effectOf, MODEL_BYTES, ToolConfig, type ToolType } from "@/lib/graph/tool.ts";
import { EmailFields } from "./email-fields.tsx";
import { HttpFields } from "./http-fields.tsx";
import { useOwnerForm } from "./owner.tsx";
import { RulesFields } from "./rules-fields.tsx";
import { SchemaEditor } from "./schema-editor.tsx";
import { Section } from "./section.tsx";
import { SqlFields } from "./sql-fields.tsx";
import { NumberRow } from "./text-rows.tsx";

const types = ToolConfig.options.map((option) => option.shape.type.value);

const effectHints: Record<EffectClass, string> = {
  read: "It changes nothing outside.",
  "keyed-write": "Done again with the same key, it happens once.",
  write: "Done twice, it may happen twice; after a crash the run asks first.",
  irreversible: "What it sends can't be called back; after a crash the run asks first.",
};

/** The settings of a tool: its type, what that type needs, and the parameters that others fill. */
export function ToolForm({ node }: { node: ToolNode }) {
  const form = useOwnerForm();
  const effect = effectOf(node.tool);
  const parameters = Object.keys(node.parameters.properties).length;
  return (
    <>
      <Section title="What it does">
        <Select<ToolType>
          label="Type"
          size={28}
          options={types.map((type) => ({ value: type, label: toolLooks[type].word }))}
          value={node.tool.type}
          onValueChange={(type) => {
            if (type !== node.tool.type) form.change(["tool"], newTool(type));
          }}
        />
        <p className="flex items-start gap-2 text-12 text-ink-faint">
          <Badge tone={effect === "read" ? "neutral" : effect === "keyed-write" ? "waiting" : "failed"}>
            {effectWords[effect]}
          </Badge>
          <span className="pt-0.5">{effectHints[effect]}</span>
        </p>
        <TypeFields node={node} />
        <NumberRow
          label="Most that a model reads of its result"
          unit="kB"
          factor={1000}
          path={["tool", "modelBytes"]}
          value={node.tool.modelBytes ?? MODEL_BYTES}
          min={1}
          max={1000}
        />
      </Section>
      <Section title="Parameters" summary={String(parameters)}>
        <p className="text-12 text-ink-faint">
          What the agent that uses it, or the path on its edge, fills in. Nothing else can be changed by a
          model.
        </p>
        <SchemaEditor
          path={["parameters"]}
          schema={node.parameters}
          noun="parameter"
          empty="No parameters yet."
        />
      </Section>
    </>
  );
}

function TypeFields({ node }: { node: ToolNode }) {
  const { tool, parameters } = node;
  switch (tool.type) {
    case "sql":
    case "sql-write":
      return <SqlFields tool={tool} parameters={parameters} />;
    case "rules":
      return <RulesFields tool={tool} parameters={parameters} />;
    case "email":
      return <EmailFields tool={tool} parameters={parameters} />;
    case "http":
      return <HttpFields tool={tool} parameters={parameters} />;
  }
}
