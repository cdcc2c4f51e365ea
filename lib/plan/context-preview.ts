import { evaluate } from "../graph/cel.ts";
import type { ContextField } from "../graph/edge.ts";
import type { JsonObject } from "../graph/json.ts";

/** Where a field of a preview comes from. A `missing` field has no value in the sample; `message` says why. */
export type PreviewedField = {
  name: string;
  from: "path" | "model" | "reference" | "missing";
  message: string | null;
};

/** What a worker will receive: the JSON text, its size in UTF-8 bytes and about how many tokens that is. */
export type ContextPreview = { text: string; bytes: number; tokens: number; fields: PreviewedField[] };

/**
 * Previews a context with a sample of `input`, `context` and `results`. Fields that the model or a reference fills
 * appear as placeholders in ⟨ ⟩. An optional field without a value is left out, as in a run.
 */
export function previewContext(fields: readonly ContextField[], sampleScope: JsonObject): ContextPreview {
  const context: JsonObject = {};
  const previewed = fields.map((field): PreviewedField => {
    const { name, fill } = field;
    if (fill.by !== "path") {
      context[name] =
        fill.by === "model"
          ? `⟨${field.schema.type ?? "value"}, filled by the model⟩`
          : "⟨a whole earlier result, by reference⟩";
      return { name, from: fill.by, message: null };
    }
    const value = evaluate(fill.path, sampleScope);
    if (value.ok) {
      context[name] = value.value;
      return { name, from: "path", message: null };
    }
    if (field.required) context[name] = `⟨from ${fill.path}⟩`;
    return { name, from: "missing", message: value.message };
  });
  return { ...previewWhole(context), fields: previewed };
}

/** Previews an object that is handed on as it is. */
export function previewWhole(context: JsonObject): ContextPreview {
  const text = JSON.stringify(context, null, 2);
  const bytes = new TextEncoder().encode(JSON.stringify(context)).length;
  return { text, bytes, tokens: Math.ceil(bytes / 4), fields: [] };
}
