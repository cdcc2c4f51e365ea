"use client";

import { Chip } from "@/components/ui/chip.tsx";
import { Notice } from "@/components/ui/notice.tsx";
import { SegmentedControl } from "@/components/ui/segmented-control.tsx";
import type { ObjectSchema } from "@/lib/graph/json-schema.ts";
import { statementParameters } from "@/lib/graph/sql-text.ts";
import type { ToolConfig } from "@/lib/graph/tool.ts";
import { CodeField } from "./code-field.tsx";
import { ConnectionRow } from "./connection-row.tsx";
import { At, useFieldProblem, useOwnerForm } from "./owner.tsx";
import { TrySql } from "./sql-trial.tsx";
import { NumberRow } from "./text-rows.tsx";

type Props = { tool: Extract<ToolConfig, { type: "sql" | "sql-write" }>; parameters: ObjectSchema };

const STATEMENT: ObjectSchema["properties"] = {
  statement: { type: "string", description: "One SQL statement that only reads." },
};

/** The settings of a tool that reads or writes rows. */
export function SqlFields({ tool, parameters }: Props) {
  const form = useOwnerForm();
  const byModel = tool.type === "sql" && tool.mode === "model";
  return (
    <>
      <ConnectionRow label="Database" value={tool.connectionId} kinds={["sqlite", "postgres"]} />
      {tool.type === "sql" && (
        <SegmentedControl
          label="Who writes the statement"
          className="self-start [&_button]:whitespace-nowrap"
          options={[
            { value: "author", label: "You write it" },
            { value: "model", label: "The model writes it" },
          ]}
          value={tool.mode}
          onValueChange={(mode) => {
            form.change(["tool", "mode"], mode);
            if (mode === "model" && !parameters.properties.statement)
              form.change(["parameters"], {
                ...parameters,
                properties: { ...parameters.properties, ...STATEMENT },
                required: [...parameters.required, "statement"],
              });
          }}
        />
      )}
      {byModel ? (
        <Notice tone="warning" title="The model writes the statement">
          It can read every table that the connection can. The database refuses whatever writes; prefer a
          statement of your own where you know the question.
        </Notice>
      ) : (
        <Statement tool={tool} parameters={parameters} />
      )}
      <div className="grid grid-cols-2 gap-3">
        {tool.type === "sql" && (
          <NumberRow label="Most rows" path={["tool", "maxRows"]} value={tool.maxRows} min={1} max={10_000} />
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
      </div>
    </>
  );
}

function Statement({ tool, parameters }: Props) {
  const { statement, connectionId } = tool;
  const form = useOwnerForm();
  const path = ["tool", "statement"];
  const problem = useFieldProblem(path);
  const named = statementParameters(statement);
  const missing = named.filter((name) => !Object.hasOwn(parameters.properties, name));
  return (
    <At path={path} className="flex flex-col gap-2">
      <CodeField
        label="Statement"
        hint={
          <>
            <code>:name</code> stands for a parameter.
          </>
        }
        error={problem}
        lineNumbers
        minRows={4}
        maxRows={20}
        value={statement}
        placeholder="select … from … where id = :id"
        onValueChange={(text) => form.type(path, text)}
      />
      {named.length > 0 && (
        <div className="flex flex-wrap items-center gap-1">
          {named.map((name) => (
            <Chip key={name}>
              <span className={missing.includes(name) ? "text-failed" : undefined}>:{name}</span>
            </Chip>
          ))}
        </div>
      )}
      {connectionId !== null && statement.trim() !== "" && (
        <TrySql
          key={connectionId}
          connectionId={connectionId}
          form={tool.type === "sql" ? "read" : "write"}
          statement={statement}
          named={named}
          parameters={parameters}
        />
      )}
    </At>
  );
}
