"use client";

import { Braces, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { Checkbox } from "@/components/ui/checkbox.tsx";
import { IconButton } from "@/components/ui/icon-button.tsx";
import { NumberField } from "@/components/ui/number-field.tsx";
import { Select } from "@/components/ui/select.tsx";
import { TextArea } from "@/components/ui/text-area.tsx";
import { TextField } from "@/components/ui/text-field.tsx";
import { isJsonObject, type Json, type JsonObject } from "@/lib/graph/json.ts";
import type { JsonSchema } from "@/lib/graph/json-schema.ts";
import type { FieldProblems } from "./check-input.ts";
import { AnyField, ListAsJson } from "./json-field.tsx";

/** A string that may be longer than this gets several lines. */
const ONE_LINE = 160;

type Props = {
  schema: JsonSchema;
  value: JsonObject;
  problems: FieldProblems;
  onChange: (value: JsonObject) => void;
  /** Where the object stands in the whole input, "" for the whole. */
  path?: string;
};

/** A form for an object, made from its schema, each problem at its field. A field left empty is left out. */
export function SchemaForm({ schema, value, problems, onChange, path = "" }: Props) {
  const required = new Set(schema.required);
  return (
    <div className="flex flex-col gap-3">
      {Object.entries(schema.properties ?? {}).map(([name, field]) => (
        <SchemaField
          key={name}
          path={path === "" ? name : `${path}.${name}`}
          label={`${field.title ?? name}${required.has(name) ? "" : " (optional)"}`}
          schema={field}
          value={value[name]}
          problems={problems}
          onChange={(next) => {
            const { [name]: _before, ...rest } = value;
            onChange(next === undefined ? rest : { ...rest, [name]: next });
          }}
        />
      ))}
    </div>
  );
}

type FieldProps = {
  path: string;
  label: string;
  schema: JsonSchema;
  value: Json | undefined;
  problems: FieldProblems;
  onChange: (value: Json | undefined) => void;
};

function SchemaField(props: FieldProps) {
  const { path, label, schema, value, problems, onChange } = props;
  const common = { label, hint: schema.description, error: problems[path], name: path };
  if (schema.enum) {
    const options = schema.enum.map((one) => ({ value: JSON.stringify(one), label: String(one) }));
    const chosen = value === undefined ? null : JSON.stringify(value);
    return (
      <Select
        {...common}
        options={options}
        value={chosen}
        onValueChange={(text) => onChange(schema.enum?.find((one) => JSON.stringify(one) === text))}
      />
    );
  }
  switch (schema.type) {
    case "integer":
    case "number":
      return (
        <NumberField
          {...common}
          value={typeof value === "number" ? value : null}
          step={schema.type === "integer" ? 1 : undefined}
          min={schema.minimum}
          max={schema.maximum}
          onValueChange={(next) => onChange(next ?? undefined)}
        />
      );
    case "boolean":
      return (
        <Checkbox
          label={label}
          hint={problems[path] ?? schema.description}
          checked={value === true}
          onCheckedChange={onChange}
        />
      );
    case "object":
      return (
        <fieldset className="flex flex-col gap-2 border-line border-l pl-3">
          <legend className="text-12 text-ink-soft">{label}</legend>
          <Hint schema={schema} problem={problems[path]} />
          <SchemaForm
            schema={schema}
            path={path}
            value={isJsonObject(value) ? value : {}}
            problems={problems}
            onChange={(next) => onChange(Object.keys(next).length === 0 ? undefined : next)}
          />
        </fieldset>
      );
    case "array":
      return <ListField {...props} />;
    case "string":
      return <WordsField {...props} />;
    case undefined:
      return <AnyField {...common} value={value} onChange={onChange} />;
  }
}

function WordsField({ path, label, schema, value, problems, onChange }: FieldProps) {
  // A list or an object may have come from when the field was of another type.
  const text = value === undefined ? "" : typeof value === "string" ? value : JSON.stringify(value);
  const [example] = schema.examples ?? [];
  const common = {
    label,
    hint: schema.description,
    error: problems[path],
    name: path,
    value: text,
    placeholder: typeof example === "string" ? example : undefined,
    onValueChange: (next: string) => onChange(next === "" ? undefined : next),
  };
  if ((schema.maxLength ?? 0) > ONE_LINE) return <TextArea {...common} minRows={2} maxRows={8} />;
  return <TextField {...common} type={schema.format === "date" ? "date" : undefined} autoComplete="off" />;
}

function ListField({ path, label, schema, value, problems, onChange }: FieldProps) {
  const [asJson, setAsJson] = useState(false);
  const items = Array.isArray(value) ? value : [];
  const field = schema.items ?? {};
  const set = (next: Json[]) => onChange(next.length === 0 ? undefined : next);
  return (
    <fieldset className="flex flex-col gap-2 border-line border-l pl-3">
      <legend className="text-12 text-ink-soft">{label}</legend>
      <Hint schema={schema} problem={problems[path]} />
      {asJson && (
        <ListAsJson label={`${label} as JSON`} hideLabel name={path} value={value} onChange={onChange} />
      )}
      {(asJson ? [] : items).map((item, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: items have no identity but their place
        <div key={index} className="flex items-start gap-1">
          <div className="min-w-0 flex-1">
            <SchemaField
              path={`${path}.${index}`}
              label={`${index + 1}`}
              schema={field}
              value={item}
              problems={problems}
              onChange={(next) => set(items.with(index, next ?? emptyOf(field)))}
            />
          </div>
          <IconButton
            label={`Remove ${label} ${index + 1}`}
            icon={<Trash2 size={14} aria-hidden />}
            onClick={() => set(items.toSpliced(index, 1))}
            className="mt-5"
          />
        </div>
      ))}
      <div className="flex flex-wrap gap-1">
        {!asJson && (
          <Button
            size={28}
            variant="ghost"
            icon={<Plus size={14} aria-hidden />}
            onClick={() => set([...items, emptyOf(field)])}
          >
            Add to {label}
          </Button>
        )}
        <Button
          size={28}
          variant="ghost"
          icon={<Braces size={14} aria-hidden />}
          aria-pressed={asJson}
          aria-label={`${label} as JSON`}
          onClick={() => setAsJson(!asJson)}
        >
          {asJson ? "As a form" : "As JSON"}
        </Button>
      </div>
    </fieldset>
  );
}

function Hint({ schema, problem }: { schema: JsonSchema; problem: string | undefined }) {
  if (problem) return <p className="text-12 text-failed">{problem}</p>;
  return schema.description ? <p className="text-12 text-ink-faint">{schema.description}</p> : null;
}

function emptyOf(schema: JsonSchema): Json {
  switch (schema.type) {
    case "object":
      return {};
    case "array":
      return [];
    case "number":
    case "integer":
      return schema.minimum ?? 0;
    case "boolean":
      return false;
    case "string":
    case undefined:
      return "";
  }
}
