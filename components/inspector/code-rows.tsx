"use client";

import type { ReactNode } from "react";
import { checkExpression, evaluate } from "@/lib/graph/cel.ts";
import type { Json, JsonObject } from "@/lib/graph/json.ts";
import { checkTemplate, render } from "@/lib/graph/template.ts";
import { shortened } from "@/lib/graph/text-cut.ts";
import { CodeField } from "./code-field.tsx";
import { At, useFieldProblem, useOwnerForm } from "./owner.tsx";
import type { Reach } from "./reach.ts";

type Props = {
  label: string;
  hideLabel?: boolean;
  hint?: ReactNode;
  path: readonly string[];
  value: string;
  reach: Reach;
  placeholder?: string;
  minRows?: number;
  /** Values to try it on as it is typed. */
  sample?: JsonObject | null;
};

/** A property that is a CEL expression: checked as it is typed, and tried on a sample where there is one. */
export function ExpressionRow({
  label,
  hideLabel,
  hint,
  path,
  value,
  reach,
  placeholder,
  minRows,
  sample,
}: Props) {
  const form = useOwnerForm();
  const problem = useFieldProblem(path);
  const wrong = value.trim() === "" ? null : checkExpression(value);
  return (
    <At path={path} className="min-w-0">
      <CodeField
        label={label}
        hideLabel={hideLabel}
        hint={hint}
        error={wrong ? says(wrong) : problem}
        value={value}
        minRows={minRows}
        placeholder={placeholder}
        completion={{ reach, kind: "expression" }}
        onValueChange={(text) => form.type(path, text)}
      />
      {sample && !wrong && value.trim() !== "" && <Tried source={value} sample={sample} />}
    </At>
  );
}

/** A property that is text with `{{ CEL }}`. */
export function TemplateRow({
  label,
  hideLabel,
  hint,
  path,
  value,
  reach,
  placeholder,
  minRows = 2,
  sample,
}: Props) {
  const form = useOwnerForm();
  const problem = useFieldProblem(path);
  const wrong = checkTemplate(value);
  return (
    <At path={path} className="min-w-0">
      <CodeField
        label={label}
        hideLabel={hideLabel}
        hint={hint}
        error={wrong ? says(wrong) : problem}
        value={value}
        minRows={minRows}
        placeholder={placeholder}
        completion={{ reach, kind: "template" }}
        onValueChange={(text) => form.type(path, text)}
      />
      {sample && !wrong && value.includes("{{") && <Filled template={value} sample={sample} />}
    </At>
  );
}

const says = ({ message, at }: { message: string; at: number | null }) =>
  at === null ? message : `${message} (at character ${at + 1})`;

function Tried({ source, sample }: { source: string; sample: JsonObject }) {
  const result = evaluate(source, sample);
  return (
    <p className="mt-1 flex gap-1.5 text-12 text-ink-faint" title="With the sample">
      <span aria-hidden>=</span>
      {result.ok ? (
        <code className="line-clamp-3 min-w-0 text-ink-soft">{shortJson(result.value)}</code>
      ) : (
        <span className="min-w-0">no value with the sample: {result.message}</span>
      )}
    </p>
  );
}

function Filled({ template, sample }: { template: string; sample: JsonObject }) {
  const { text, missing } = render(template, sample);
  return (
    <div className="mt-1 rounded-control border border-line bg-sunken px-2 py-1 text-12 text-ink-soft">
      <p className="line-clamp-6 whitespace-pre-wrap wrap-anywhere">{text.trim() || "Nothing yet"}</p>
      {missing.length > 0 && (
        <p className="mt-1 text-ink-faint">
          {missing.length === 1 ? "1 place has" : `${missing.length} places have`} no value with the sample:{" "}
          <code>{missing.map((one) => one.expression).join(", ")}</code>
        </p>
      )}
    </div>
  );
}

function shortJson(value: Json): string {
  const text = JSON.stringify(value);
  return shortened(text, 300);
}
