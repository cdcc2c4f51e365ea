"use client";

import { useState } from "react";
import { TextArea } from "@/components/ui/text-area.tsx";
import type { Json } from "@/lib/graph/json.ts";
import type { JsonSchema } from "@/lib/graph/json-schema.ts";
import { useOwnerForm } from "./owner.tsx";
import { parseLines, scalarText } from "./scalar-text.ts";

type Props = {
  /** Where the field's schema stands. */
  path: readonly string[];
  field: JsonSchema;
  label?: string;
};

/** Examples of a field's value, one in each line; what the simulated model fills from before it makes something up. */
export function ExamplesField({ path, field, label = "Examples" }: Props) {
  // Kept apart by what is stored: another's change shows at once.
  return <Examples key={JSON.stringify(field.examples)} path={path} field={field} label={label} />;
}

function Examples({ path, field, label }: Required<Props>) {
  const form = useOwnerForm();
  const stored = (field.examples ?? []).map(scalarText).join("\n");
  const [draft, setDraft] = useState(stored);
  const [problem, setProblem] = useState<string>();
  const isJson = field.type === "object" || field.type === "array";
  return (
    <TextArea
      label={label}
      hint={`One in each line${isJson ? ", as JSON" : ""}; the simulated model fills from them.`}
      error={problem}
      mono
      minRows={1}
      maxRows={8}
      value={draft}
      onValueChange={setDraft}
      onBlur={() => {
        if (draft === stored) return;
        const parsed = isJson ? jsonLines(draft) : parseLines(draft, field.type);
        setProblem("problem" in parsed ? parsed.problem : undefined);
        if (!("values" in parsed)) return;
        if (parsed.values.length > 0) form.change([...path, "examples"], parsed.values);
        else form.change([...path, "examples"]);
      }}
    />
  );
}

function jsonLines(text: string): { values: Json[] } | { problem: string } {
  const values: Json[] = [];
  for (const line of text.split("\n").map((one) => one.trim())) {
    if (line === "") continue;
    try {
      values.push(JSON.parse(line));
    } catch {
      return { problem: `Expected JSON such as {"name": "Mara"} in one line, got “${line.slice(0, 60)}”.` };
    }
  }
  return { values };
}
