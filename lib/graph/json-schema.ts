import { z } from "zod";
import { isRefusedKey, Json } from "./json.ts";
import { latinWords } from "./latin-words.ts";

/** The types a field can have, as JSON Schema names them. */
export const FieldType = z.enum(["string", "number", "integer", "boolean", "object", "array"]);
export type FieldType = z.infer<typeof FieldType>;

/**
 * The part of JSON Schema (2020-12) that forms, contexts, parameters and outputs use.
 * A field without `type` accepts any value.
 */
export type JsonSchema = {
  type?: FieldType | undefined;
  title?: string | undefined;
  description?: string | undefined;
  enum?: Json[] | undefined;
  default?: Json | undefined;
  examples?: Json[] | undefined;
  properties?: Record<string, JsonSchema> | undefined;
  required?: string[] | undefined;
  items?: JsonSchema | undefined;
  minimum?: number | undefined;
  maximum?: number | undefined;
  minLength?: number | undefined;
  maxLength?: number | undefined;
  format?: string | undefined;
};

/** A field's name: anything that CEL can read after a dot. */
export const FieldName = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]{0,63}$/, "expected a letter, then letters, digits or _ (at most 64)")
  .refine((name) => !isRefusedKey(name), "this name is reserved");

/** A valid field name made from what a person wrote: "ticket text" → `ticket_text`; null where nothing is left. */
export function legalFieldName(text: string): string | null {
  const joined = latinWords(text).join("_").slice(0, 60);
  if (joined === "") return null;
  const name = /^[A-Za-z_]/.test(joined) ? joined : `field_${joined}`;
  return FieldName.safeParse(name).success ? name : null;
}

export const JsonSchema: z.ZodType<JsonSchema> = z.lazy(() =>
  z.strictObject({
    type: FieldType.optional(),
    title: z.string().max(200).optional(),
    description: z.string().max(4_000).optional(),
    enum: z.array(Json).max(200).optional(),
    default: Json.optional(),
    examples: z.array(Json).max(20).optional(),
    properties: z.record(FieldName, JsonSchema).optional(),
    required: z.array(z.string()).max(200).optional(),
    items: JsonSchema.optional(),
    minimum: z.number().optional(),
    maximum: z.number().optional(),
    minLength: z.int().nonnegative().optional(),
    maxLength: z.int().nonnegative().optional(),
    format: z.string().max(40).optional(),
  }),
);

/** A schema of an object: the run's form, a tool's parameters, an agent's structured output. */
export const ObjectSchema = z.strictObject({
  type: z.literal("object"),
  properties: z.record(FieldName, JsonSchema),
  required: z.array(z.string()).max(200),
});
export type ObjectSchema = z.infer<typeof ObjectSchema>;

/** An object schema with no fields. */
export const emptyObjectSchema = (): ObjectSchema => ({ type: "object", properties: {}, required: [] });
