"use client";

import { Select } from "@/components/ui/select.tsx";
import type { Fill } from "@/lib/graph/edge.ts";
import type { JsonObject } from "@/lib/graph/json.ts";
import { ExpressionRow } from "./code-rows.tsx";
import { At, useFieldProblem, useOwnerForm } from "./owner.tsx";
import type { Reach } from "./reach.ts";

export type FillBy = Fill["by"];

const words: Record<FillBy, { label: string; hint: string }> = {
  model: { label: "Model", hint: "It writes the value" },
  reference: { label: "Reference", hint: "It points at an earlier result, which goes along whole" },
  path: { label: "Path", hint: "Read from the input or an earlier result" },
};

/** The choices of who fills a value, as a list offers them. */
export const fillOptions = (choices: readonly FillBy[]) => choices.map((by) => ({ value: by, ...words[by] }));

type Props = {
  /** The field or parameter that is filled. */
  name: string;
  path: readonly string[];
  fill: Fill;
  choices: readonly FillBy[];
  reach: Reach;
  sample: JsonObject;
  /** What a path starts as. */
  suggestion: string;
};

/** Who fills a value: the model, a reference to a result, or a path. */
export function FillRow({ name, path, fill, choices, reach, sample, suggestion }: Props) {
  const form = useOwnerForm();
  const problem = useFieldProblem(path);
  return (
    <At path={path}>
      <div className="flex min-w-0 items-start gap-1">
        <Select<FillBy>
          label={`Who fills ${name}`}
          hideLabel
          size={28}
          className={fill.by === "path" ? "w-24 shrink-0" : "flex-1"}
          error={problem}
          options={fillOptions(choices)}
          value={fill.by}
          onValueChange={(by) => {
            if (by !== fill.by) form.change(path, by === "path" ? { by, path: suggestion } : { by });
          }}
        />
        {fill.by === "path" && (
          <div className="min-w-0 flex-1">
            <ExpressionRow
              label={`Path for ${name}`}
              hideLabel
              path={[...path, "path"]}
              value={fill.path}
              reach={reach}
              sample={sample}
              placeholder="results.…"
            />
          </div>
        )}
      </div>
    </At>
  );
}
