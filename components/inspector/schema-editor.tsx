"use client";

import { ArrowDown, ArrowUp, Asterisk, ChevronRight, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { classNames } from "@/components/ui/class-names.ts";
import { IconButton } from "@/components/ui/icon-button.tsx";
import { Select } from "@/components/ui/select.tsx";
import type { JsonSchema, ObjectSchema } from "@/lib/graph/json-schema.ts";
import { KeptField } from "./kept-field.tsx";
import { type NameRefusal, RefusedName } from "./name-refusal.tsx";
import { At, useFieldProblem, useOwnerForm } from "./owner.tsx";
import {
  asObject,
  type FieldKind,
  ofKind,
  withFieldMoved,
  withFieldRenamed,
  withNewField,
  withoutField,
  withRequired,
} from "./schema-change.ts";
import { SchemaDetails } from "./schema-details.tsx";

export const kindOptions: readonly { value: FieldKind; label: string }[] = [
  { value: "string", label: "Text" },
  { value: "number", label: "Number" },
  { value: "integer", label: "Whole number" },
  { value: "boolean", label: "Yes or no" },
  { value: "object", label: "Object" },
  { value: "array", label: "List" },
  { value: "any", label: "Anything" },
];

type Props = {
  /** Where the schema stands in its node. */
  path: readonly string[];
  schema: ObjectSchema;
  /** What one field is called: "field", "parameter". */
  noun: string;
  empty: string;
};

/** The fields of an object, one row each; a row opens to all that can be said of its field. */
export function SchemaEditor({ path, schema, noun, empty }: Props) {
  const form = useOwnerForm();
  const [open, setOpen] = useState<string | null>(null);
  const [added, setAdded] = useState<string | null>(null);
  const problem = useFieldProblem(path);
  const names = Object.keys(schema.properties);
  return (
    <At path={path} className="flex flex-col gap-1">
      {names.length === 0 && <p className="text-12 text-ink-faint">{empty}</p>}
      {problem && <p className="text-12 text-failed">{problem}</p>}
      {names.map((name, index) => (
        <FieldRow
          // biome-ignore lint/suspicious/noArrayIndexKey: a renamed field keeps its row, and with it the focus
          key={index}
          name={name}
          field={schema.properties[name] ?? {}}
          path={path}
          schema={schema}
          first={index === 0}
          last={index === names.length - 1}
          open={open === name}
          focusName={added === name}
          onOpen={(next) => setOpen(next ? name : null)}
          onRenamed={(to) => {
            if (open === name) setOpen(to);
          }}
        />
      ))}
      <Button
        size={28}
        variant="ghost"
        className="self-start"
        icon={<Plus size={14} aria-hidden />}
        onClick={() => {
          const next = withNewField(schema);
          form.change(path, next.schema);
          setAdded(next.name);
        }}
      >
        Add a {noun}
      </Button>
    </At>
  );
}

type RowProps = {
  name: string;
  field: JsonSchema;
  path: readonly string[];
  schema: ObjectSchema;
  first: boolean;
  last: boolean;
  open: boolean;
  focusName: boolean;
  onOpen: (open: boolean) => void;
  onRenamed: (to: string) => void;
};

function FieldRow(props: RowProps) {
  const { name, field, path, schema, first, last, open, focusName, onOpen, onRenamed } = props;
  const form = useOwnerForm();
  const own = [...path, "properties", name];
  const problem = useFieldProblem(own);
  // A row outlives its field when fields move, so what was refused says of which one.
  const [refusal, setRefusal] = useState<({ of: string } & NameRefusal) | null>(null);
  const refused = refusal?.of === name ? refusal : null;
  const isRequired = schema.required.includes(name);

  const rename = (to: string) => {
    const renamed = withFieldRenamed(schema, name, to.trim());
    if ("problem" in renamed) {
      setRefusal({ of: name, ...renamed });
      return false;
    }
    setRefusal(null);
    onRenamed(to.trim());
    form.change(path, renamed.schema);
    return true;
  };

  return (
    <At
      path={own}
      className={classNames("rounded-control border", open ? "border-line bg-paper" : "border-transparent")}
    >
      <div className="flex items-center gap-1">
        <button
          type="button"
          aria-expanded={open}
          aria-label={`More about ${name}`}
          onClick={() => onOpen(!open)}
          className="flex size-7 shrink-0 items-center justify-center rounded-control text-ink-faint hover:bg-hover hover:text-ink"
        >
          <ChevronRight
            size={14}
            aria-hidden
            className={classNames("transition-transform", open && "rotate-90")}
          />
        </button>
        <KeptField
          key={name}
          label={`Name of ${name}`}
          hideLabel
          mono
          value={name}
          selectOnMount={focusName}
          onKeep={rename}
          className="flex-1"
        />
        <Select<FieldKind>
          label={`Type of ${name}`}
          hideLabel
          size={28}
          className="w-26 shrink-0"
          options={kindOptions}
          value={field.type ?? "any"}
          onValueChange={(kind) => form.change(own, ofKind(field, kind))}
        />
        <IconButton
          label={isRequired ? `${name} is required` : `${name} is optional`}
          aria-pressed={isRequired}
          className={isRequired ? "text-ink" : "text-ink-faint opacity-50"}
          icon={<Asterisk size={14} strokeWidth={isRequired ? 2.5 : 1.5} aria-hidden />}
          onClick={() => form.change(path, withRequired(schema, name, !isRequired))}
        />
      </div>
      {(refused || problem) && (
        <p className="py-1 pl-8 text-12 text-failed">
          {refused ? <RefusedName refusal={refused} onUse={rename} /> : problem}
        </p>
      )}
      {open && (
        <div className="flex flex-col gap-3 p-3 pt-2">
          <SchemaDetails path={own} field={field} />
          <div className="flex items-center justify-end">
            <span className="flex">
              <IconButton
                label="Move up"
                icon={<ArrowUp size={14} aria-hidden />}
                disabled={first}
                onClick={() => form.change(path, withFieldMoved(schema, name, -1))}
              />
              <IconButton
                label="Move down"
                icon={<ArrowDown size={14} aria-hidden />}
                disabled={last}
                onClick={() => form.change(path, withFieldMoved(schema, name, 1))}
              />
              <IconButton
                label={`Remove ${name}`}
                icon={<Trash2 size={14} aria-hidden />}
                onClick={() => form.change(path, withoutField(schema, name))}
              />
            </span>
          </div>
          {field.type === "object" && <Nested path={own} schema={asObject(field)} title="Its fields" />}
          {field.type === "array" && <ListItems path={own} field={field} />}
        </div>
      )}
    </At>
  );
}

function Nested({ path, schema, title }: { path: readonly string[]; schema: ObjectSchema; title: string }) {
  return (
    <div>
      <h3 className="mb-1 font-regular text-12 text-ink-soft">{title}</h3>
      <div className="border-line border-l pl-2">
        <NestedSchema path={path} schema={schema} />
      </div>
    </div>
  );
}

/** A nested schema keeps its words: only `properties` and `required` are its fields. */
function NestedSchema({ path, schema }: { path: readonly string[]; schema: ObjectSchema }) {
  return <SchemaEditor path={path} schema={schema} noun="field" empty="Any fields." />;
}

function ListItems({ path, field }: { path: readonly string[]; field: JsonSchema }) {
  const form = useOwnerForm();
  const items = field.items ?? {};
  return (
    <div className="flex flex-col gap-2">
      <Select<FieldKind>
        label="Each item is"
        size={28}
        options={kindOptions.filter((option) => option.value !== "array")}
        value={items.type ?? "any"}
        onValueChange={(kind) => form.change([...path, "items"], ofKind(items, kind))}
      />
      {items.type === "object" && (
        <Nested path={[...path, "items"]} schema={asObject(items)} title="Fields of each item" />
      )}
    </div>
  );
}
