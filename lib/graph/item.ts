import { z } from "zod";
import type { Json } from "./json.ts";

/** The id of an item in a list of the document (a rule, a field, a sample, a model); unique in its list. */
export const ItemId = z.string().max(60);
export type ItemId = z.infer<typeof ItemId>;

/**
 * The key of an item in its list, whatever happens to the other items: its `id`, or its `name` where it has one;
 * null for plain values, whose list changes as a whole.
 */
export function itemKey(item: Json | undefined): string | null {
  if (typeof item !== "object" || item === null || Array.isArray(item)) return null;
  if (typeof item.id === "string") return item.id;
  return typeof item.name === "string" ? item.name : null;
}

/** A list of at most `max` items, no two of which have the same key. */
export function keyedList<Item extends z.ZodType<Json>>(item: Item, max: number) {
  return z
    .array(item)
    .max(max)
    .superRefine((items, context) => {
      const seen = new Set<string>();
      for (const [at, one] of items.entries()) {
        const key = itemKey(one);
        if (key === null || !seen.has(key)) seen.add(key ?? "");
        else
          context.addIssue({
            code: "custom",
            path: [at],
            message: `there is already an item "${key}" in this list`,
          });
      }
    });
}
