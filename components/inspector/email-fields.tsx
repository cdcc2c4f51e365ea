"use client";

import type { ObjectSchema } from "@/lib/graph/json-schema.ts";
import type { ToolConfig } from "@/lib/graph/tool.ts";
import { TemplateRow } from "./code-rows.tsx";
import { ConnectionRow } from "./connection-row.tsx";
import { useToolReach } from "./use-tool-reach.ts";

type Props = { tool: Extract<ToolConfig, { type: "email" }>; parameters: ObjectSchema };

/** The settings of a tool that sends mail. */
export function EmailFields({ tool, parameters }: Props) {
  const reach = useToolReach(parameters);
  return (
    <>
      <ConnectionRow
        label="Send by"
        value={tool.connectionId}
        kinds={["smtp"]}
        none={{ label: "The outbox", hint: "Kept here; nothing leaves the house" }}
      />
      <TemplateRow
        label="To"
        path={["tool", "to"]}
        value={tool.to}
        minRows={1}
        reach={reach}
        placeholder="{{ parameters.to }}"
        hint="A value is one recipient, or a list of them; write commas between several yourself."
      />
      <TemplateRow
        label="Subject"
        path={["tool", "subject"]}
        value={tool.subject}
        minRows={1}
        reach={reach}
      />
      <TemplateRow label="Text" path={["tool", "body"]} value={tool.body} minRows={6} reach={reach} />
    </>
  );
}
