"use client";

import { Plus, Trash2 } from "lucide-react";
import { Button } from "@/components/ui/button.tsx";

import { IconButton } from "@/components/ui/icon-button.tsx";
import { Select } from "@/components/ui/select.tsx";
import { Switch } from "@/components/ui/switch.tsx";
import { newId } from "@/components/workflow/new-id.ts";
import type { ObjectSchema } from "@/lib/graph/json-schema.ts";
import { HttpTool, type ToolConfig } from "@/lib/graph/tool.ts";
import { TemplateRow } from "./code-rows.tsx";
import { ConnectionRow } from "./connection-row.tsx";
import { At, useOwnerForm } from "./owner.tsx";
import { LineRow, NumberRow } from "./text-rows.tsx";
import { useToolReach } from "./use-tool-reach.ts";

type Http = Extract<ToolConfig, { type: "http" }>;
type Props = { tool: Http; parameters: ObjectSchema };

const keyOf = (header: Http["headers"][number]) => header.id ?? header.name;

/** The settings of a tool that calls a URL. */
export function HttpFields({ tool, parameters }: Props) {
  const form = useOwnerForm();
  const reach = useToolReach(parameters);
  const headers = ["tool", "headers"];
  return (
    <>
      <ConnectionRow
        label="With the secret of"
        value={tool.connectionId}
        kinds={["http"]}
        none={{ label: "No secret" }}
      />
      <Select<Http["method"]>
        label="Method"
        size={28}
        options={HttpTool.shape.method.options.map((method) => ({ value: method, label: method }))}
        value={tool.method}
        onValueChange={(method) => form.change(["tool", "method"], method)}
      />
      <TemplateRow
        label="URL"
        path={["tool", "url"]}
        value={tool.url}
        minRows={1}
        reach={reach}
        placeholder="https://example.com/orders/{{ parameters.id }}"
        hint="A value stays in its part of the URL. In the query, one that is left out takes its name with it."
      />
      <At path={headers} className="flex flex-col gap-2">
        <span className="text-12 text-ink-soft">Headers</span>
        {tool.headers.map((header, index) => (
          <div key={keyOf(header)} className="flex items-start gap-1">
            <div className="w-28 shrink-0">
              <LineRow
                label={`Name of header ${index + 1}`}
                hideLabel
                mono
                path={[...headers, keyOf(header), "name"]}
                value={header.name}
                placeholder="name"
              />
            </div>
            <div className="min-w-0 flex-1">
              <TemplateRow
                label={`Value of header ${index + 1}`}
                hideLabel
                path={[...headers, keyOf(header), "value"]}
                value={header.value}
                minRows={1}
                reach={reach}
                placeholder="value"
              />
            </div>
            <IconButton
              label={`Remove header ${index + 1}`}
              icon={<Trash2 size={14} aria-hidden />}
              onClick={() => form.change([...headers, keyOf(header)])}
            />
          </div>
        ))}
        <Button
          size={28}
          variant="ghost"
          className="self-start"
          icon={<Plus size={14} aria-hidden />}
          onClick={() => {
            const id = newId();
            form.change([...headers, id], { id, name: "", value: "" });
          }}
        >
          Add a header
        </Button>
      </At>
      {tool.method !== "GET" && (
        <>
          <TemplateRow
            label="Body"
            path={["tool", "body"]}
            value={tool.body}
            minRows={4}
            reach={reach}
            hint="Values are escaped by the Content-Type: in JSON, forms and XML they can't break out; other text is sent as it is."
          />
          <Switch
            label="Safe to repeat"
            hint="The API remembers the header Idempotency-Key: after a crash the request goes again with the same key."
            checked={tool.remembersKeys ?? false}
            onCheckedChange={(checked) => form.change(["tool", "remembersKeys"], checked)}
          />
        </>
      )}
      <NumberRow
        label="Longest time"
        unit="s"
        factor={1000}
        path={["tool", "timeoutMs"]}
        value={tool.timeoutMs}
        min={0.1}
        max={60}
      />
    </>
  );
}
