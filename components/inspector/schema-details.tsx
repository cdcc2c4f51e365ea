"use client";

import { useState } from "react";
import { NumberField } from "@/components/ui/number-field.tsx";
import { Select } from "@/components/ui/select.tsx";
import { TextArea } from "@/components/ui/text-area.tsx";
import type { Json } from "@/lib/graph/json.ts";
import type { JsonSchema } from "@/lib/graph/json-schema.ts";
import { ExamplesField } from "./examples-field.tsx";
import { KeptField } from "./kept-field.tsx";
import { useOwnerForm } from "./owner.tsx";
import { parseLines, parseScalar, scalarText } from "./scalar-text.ts";

type Props = { path: readonly string[]; field: JsonSchema };

/** What can be said of one field besides name and type. */
export function SchemaDetails({ path, field }: Props) {
  const form = useOwnerForm();
  const simple = field.type !== "object" && field.type !== "array" && field.type !== undefined;
  const words = (key: "title" | "description", text: string) => {
    if (text === "") form.change([...path, key]);
    else form.type([...path, key], text);
  };
  return (
    <>
      <TextArea
        label="Description"
        hint="A model that fills it reads this."
        minRows={2}
        value={field.description ?? ""}
        onValueChange={(text) => words("description", text)}
      />
      {simple && (
        <>
          <KeptField
            label="Title in forms"
            value={field.title ?? ""}
            onKeep={(text) =>
              text === "" ? form.change([...path, "title"]) : form.change([...path, "title"], text)
            }
          />
          {field.type !== "boolean" && (
            <Lines
              key={`enum:${JSON.stringify(field.enum)}`}
              label="Only these values"
              hint="One in each line; empty allows any."
              values={field.enum}
              type={field.type}
              onKeep={(values) => form.change([...path, "enum"], values)}
            />
          )}
          <Bounds path={path} field={field} />
          <DefaultValue path={path} field={field} />
        </>
      )}
      <ExamplesField path={path} field={field} />
    </>
  );
}

const formats = [
  { value: "any", label: "Any text" },
  { value: "email", label: "Email address" },
  { value: "date", label: "Day, 2026-11-20" },
  { value: "date-time", label: "Time, 2026-11-20T10:30:00Z" },
  { value: "uri", label: "Web address" },
] as const;

/** How long a text or how large a number may be, and what a text has to be. */
function Bounds({ path, field }: Props) {
  const form = useOwnerForm();
  const bound = (key: "minLength" | "maxLength" | "minimum" | "maximum", label: string) => (
    <NumberField
      label={label}
      placeholder="any"
      value={field[key] ?? null}
      {...(field.type !== "number" && { step: 1 })}
      {...(field.type === "string" && { min: 0 })}
      onValueChange={(value) =>
        value === null ? form.change([...path, key]) : form.type([...path, key], value)
      }
    />
  );
  if (field.type === "string")
    return (
      <>
        <Select
          label="Kind of text"
          size={28}
          options={[
            ...formats,
            ...(field.format === undefined || formats.some(({ value }) => value === field.format)
              ? []
              : [{ value: field.format, label: field.format }]),
          ]}
          value={field.format ?? "any"}
          onValueChange={(format) =>
            format === "any" ? form.change([...path, "format"]) : form.change([...path, "format"], format)
          }
        />
        <div className="grid grid-cols-2 gap-3">
          {bound("minLength", "Shortest")}
          {bound("maxLength", "Longest")}
        </div>
      </>
    );
  if (field.type !== "number" && field.type !== "integer") return null;
  return (
    <div className="grid grid-cols-2 gap-3">
      {bound("minimum", "Least")}
      {bound("maximum", "Most")}
    </div>
  );
}

function DefaultValue({ path, field }: Props) {
  const form = useOwnerForm();
  const [problem, setProblem] = useState<string>();
  return (
    <KeptField
      label="Default"
      value={scalarText(field.default)}
      placeholder="none"
      error={problem}
      onKeep={(text) => {
        const parsed = parseScalar(text, field.type);
        setProblem("problem" in parsed ? parsed.problem : undefined);
        if ("value" in parsed) form.change([...path, "default"], parsed.value);
      }}
    />
  );
}

function Lines(props: {
  label: string;
  hint: string;
  values: readonly Json[] | undefined;
  type: JsonSchema["type"];
  onKeep: (values: Json[] | undefined) => void;
}) {
  const { label, hint, values, type, onKeep } = props;
  const stored = (values ?? []).map(scalarText).join("\n");
  const [draft, setDraft] = useState(stored);
  const [problem, setProblem] = useState<string>();
  return (
    <TextArea
      label={label}
      hint={hint}
      error={problem}
      mono
      minRows={1}
      maxRows={8}
      value={draft}
      onValueChange={setDraft}
      onBlur={() => {
        if (draft === stored) return;
        const parsed = parseLines(draft, type);
        setProblem("problem" in parsed ? parsed.problem : undefined);
        if ("values" in parsed) onKeep(parsed.values.length > 0 ? parsed.values : undefined);
      }}
    />
  );
}
