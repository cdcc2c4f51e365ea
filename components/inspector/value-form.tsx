"use client";

import { Plus, Trash2 } from "lucide-react";
import { Button } from "@/components/ui/button.tsx";
import { Checkbox } from "@/components/ui/checkbox.tsx";
import { IconButton } from "@/components/ui/icon-button.tsx";
import { NumberField } from "@/components/ui/number-field.tsx";
import { Select } from "@/components/ui/select.tsx";
import { TextArea } from "@/components/ui/text-area.tsx";
import { TextField } from "@/components/ui/text-field.tsx";
import { isJsonObject, type Json, type JsonObject } from "@/lib/graph/json.ts";
import type { JsonSchema } from "@/lib/graph/json-schema.ts";
import { scalarText } from "./scalar-text.ts";

type Props = {
  schema: JsonSchema;
  value: JsonObject;
  onChange: (value: JsonObject) => void;
};

/** A form for an object, made from its schema. An empty field is left out of the value. */
export function ValueForm({ schema, value, onChange }: Props) {
  const names = Object.keys(schema.properties ?? {});
  if (names.length === 0) return <p className="text-12 text-ink-faint">No fields.</p>;
  const set = (name: string, next: Json | undefined) => {
    const { [name]: _before, ...rest } = value;
    onChange(next === undefined ? rest : { ...rest, [name]: next });
  };
  return (
    <div className="flex flex-col gap-3">
      {names.map((name) => (
        <ValueField
          key={name}
          label={labelOf(name, schema)}
          schema={schema.properties?.[name] ?? {}}
          value={value[name]}
          onChange={(next) => set(name, next)}
        />
      ))}
    </div>
  );
}

function labelOf(name: string, schema: JsonSchema): string {
  const title = schema.properties?.[name]?.title ?? name;
  return schema.required?.includes(name) ? title : `${title} (optional)`;
}

type FieldProps = {
  label: string;
  schema: JsonSchema;
  value: Json | undefined;
  onChange: (value: Json | undefined) => void;
};

function ValueField({ label, schema, value, onChange }: FieldProps) {
  const hint = schema.description;
  if (schema.enum) {
    const options = schema.enum.map((one) => ({ value: JSON.stringify(one), label: scalarText(one) }));
    return (
      <Select
        label={label}
        hint={hint}
        size={28}
        options={options}
        value={value === undefined ? null : JSON.stringify(value)}
        // The texts are those made from the values a line above.
        onValueChange={(text) => onChange(schema.enum?.find((one) => JSON.stringify(one) === text))}
      />
    );
  }
  switch (schema.type) {
    case "number":
    case "integer":
      return (
        <NumberField
          label={label}
          hint={hint}
          step={schema.type === "integer" ? 1 : undefined}
          min={schema.minimum}
          max={schema.maximum}
          value={typeof value === "number" ? value : null}
          onValueChange={(next) => onChange(next ?? undefined)}
        />
      );
    case "boolean":
      return <Checkbox label={label} hint={hint} checked={value === true} onCheckedChange={onChange} />;
    case "object":
      return (
        <fieldset className="border-line border-l pl-3">
          <legend className="text-12 text-ink-soft">{label}</legend>
          <ValueForm
            schema={schema}
            value={isJsonObject(value) ? value : {}}
            onChange={(next) => onChange(Object.keys(next).length === 0 ? undefined : next)}
          />
        </fieldset>
      );
    case "array":
      return <ListField label={label} schema={schema} value={value} onChange={onChange} />;
    case "string":
    case undefined:
      return (schema.maxLength ?? 0) > 120 ? (
        <TextArea
          label={label}
          hint={hint}
          minRows={2}
          value={scalarText(value)}
          onValueChange={(text) => onChange(text === "" ? undefined : text)}
        />
      ) : (
        <TextField
          label={label}
          hint={hint}
          size={28}
          value={scalarText(value)}
          maxLength={schema.maxLength}
          onValueChange={(text) => onChange(text === "" ? undefined : text)}
        />
      );
  }
}

function ListField({ label, schema, value, onChange }: FieldProps) {
  const items = Array.isArray(value) ? value : [];
  const one = schema.items ?? {};
  const set = (next: Json[]) => onChange(next.length === 0 ? undefined : next);
  return (
    <fieldset className="flex flex-col gap-2 border-line border-l pl-3">
      <legend className="mb-1 text-12 text-ink-soft">{label}</legend>
      {items.map((item, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: items have no identity but their place
        <div key={index} className="flex items-end gap-1">
          <div className="min-w-0 flex-1">
            <ValueField
              label={`${index + 1}`}
              schema={one}
              value={item}
              onChange={(next) => set(items.with(index, next ?? emptyOf(one)))}
            />
          </div>
          <IconButton
            label={`Remove item ${index + 1}`}
            icon={<Trash2 size={14} aria-hidden />}
            onClick={() => set(items.toSpliced(index, 1))}
          />
        </div>
      ))}
      <Button
        size={28}
        variant="ghost"
        className="self-start"
        icon={<Plus size={14} aria-hidden />}
        onClick={() => set([...items, emptyOf(one)])}
      >
        Add an item
      </Button>
    </fieldset>
  );
}

function emptyOf(schema: JsonSchema): Json {
  switch (schema.type) {
    case "object":
      return {};
    case "array":
      return [];
    case "number":
    case "integer":
      return 0;
    case "boolean":
      return false;
    case "string":
    case undefined:
      return "";
  }
}
