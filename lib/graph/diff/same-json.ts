/**
 * Whether two values say the same in a document. The order of keys means nothing, except among the fields of a form
 * (`properties`), which are shown in that order.
 */
export function sameJson(one: unknown, other: unknown, key = ""): boolean {
  if (one === other) return true;
  if (!isHolder(one) || !isHolder(other) || Array.isArray(one) !== Array.isArray(other)) return false;
  const [keys, others] = [keysOf(one), keysOf(other)];
  if (keys.length !== others.length) return false;
  if (key === "properties" && keys.some((name, at) => name !== others[at])) return false;
  return keys.every((name) => Object.hasOwn(other, name) && sameJson(one[name], other[name], name));
}

type Holder = { readonly [key: string]: unknown };

const isHolder = (value: unknown): value is Holder => typeof value === "object" && value !== null;

/** A property that is undefined is absent. */
const keysOf = (holder: Holder) => Object.keys(holder).filter((name) => holder[name] !== undefined);
