import type { ConnectionChoice } from "@/components/workflow/workflow-props.ts";
import { type KnownPrice, priceOf } from "@/lib/graph/known-price.ts";

/** A model's name as a list offers it, with where it is known from and what it costs. */
export type ModelSuggestion = { model: string; detail: string };

type Sources = {
  /** Connections to models. */
  connections: readonly Pick<ConnectionChoice, "id" | "name" | "models" | "isDefault">[];
  prices: readonly KnownPrice[];
  /** Models that the workflow names already. */
  used: readonly string[];
};

/**
 * The models to choose among for a connection (null: the default one): first those that it lists, then those that the
 * workflow uses, then all that have a price. Each once, with its price where there is one.
 */
export function modelSuggestions(
  connectionId: string | null,
  { connections, prices, used }: Sources,
): ModelSuggestion[] {
  const own = connections.find((one) => (connectionId === null ? one.isDefault : one.id === connectionId));
  const found = new Map<string, string>();
  const add = (models: readonly string[], from: string) => {
    for (const model of models.toSorted()) {
      if (model.trim() === "" || found.has(model)) continue;
      const price = priceInWords(priceOf(prices, model));
      found.set(model, [from, price].filter((part) => part !== "").join(" · "));
    }
  };
  if (own) add(own.models, `listed by ${own.name}`);
  add(used, "used here");
  if (connectionId === null) for (const { name, models } of connections) add(models, `listed by ${name}`);
  add(
    prices.flatMap(({ pattern }) => (pattern.includes("*") ? [] : [pattern])),
    "in the price list",
  );
  return [...found].map(([model, detail]) => ({ model, detail }));
}

/** Prices are nano-dollars for a token, which is a thousandth of a dollar for a million. */
function priceInWords(price: KnownPrice | null): string {
  if (!price) return "no price";
  const dollars = (nanos: number) => `$${Number((nanos / 1_000).toPrecision(4))}`;
  return `${dollars(price.input)} in, ${dollars(price.output)} out per million`;
}
