import type { Json } from "./json.ts";

/** One property set (or, without `value`, taken away) inside a JSON value. */
export type PropertyChange = { path: string[]; value?: Json | undefined };

/** The value with the change made, and the change that takes it back; or why it can't be made. */
export type PropertyChanged =
  | { ok: true; value: Json; inverse: PropertyChange }
  | { ok: false; problem: string };

const REFUSED = new Set(["__proto__", "constructor", "prototype"]);
const INDEX = /^(0|[1-9][0-9]{0,5})$/;

/**
 * Sets one property by its path, sharing everything that did not change. A list takes the indexes it has and the
 * next one. Taking away what stands in the middle is inverted by setting its holder again, so that order comes back.
 */
export function changeProperty(value: Json, change: PropertyChange): PropertyChanged {
  return step(value, change.path, 0, change.value);
}

function step(holder: Json, path: string[], depth: number, value: Json | undefined): PropertyChanged {
  const key = path[depth];
  const where = path.slice(0, depth + 1).join(" › ");
  if (key === undefined) return fail("expected a path of at least one property");
  if (REFUSED.has(key)) return fail(`the name "${key}" is reserved`);
  if (typeof holder !== "object" || holder === null)
    return fail(`there is no property "${where}" to change: what should hold it is ${describe(holder)}`);
  const known = own(holder, key);
  const last = depth === path.length - 1;
  if (!last) {
    if (known === undefined) return fail(`there is no property "${where}"`);
    const inner = step(known, path, depth + 1, value);
    return inner.ok ? { ...inner, value: put(holder, key, inner.value) } : inner;
  }
  if (Array.isArray(holder) && (!INDEX.test(key) || Number(key) > holder.length))
    return fail(`"${where}" is no place in a list of ${holder.length}`);
  if (value !== undefined) {
    const inverse = known === undefined ? { path } : { path, value: known };
    return { ok: true, value: put(holder, key, value), inverse };
  }
  if (known === undefined) return fail(`there is no property "${where}" to take away`);
  const keys = Object.keys(holder);
  const standsLast = keys[keys.length - 1] === key;
  if (!standsLast && depth === 0) return fail(`the property "${where}" can't be taken away`);
  return {
    ok: true,
    value: without(holder, key),
    inverse: standsLast ? { path, value: known } : { path: path.slice(0, depth), value: holder },
  };
}

function own(holder: Json[] | { [key: string]: Json }, key: string): Json | undefined {
  if (Array.isArray(holder)) return INDEX.test(key) ? holder[Number(key)] : undefined;
  return Object.hasOwn(holder, key) ? holder[key] : undefined;
}

function put(holder: Json[] | { [key: string]: Json }, key: string, value: Json): Json {
  if (!Array.isArray(holder)) return { ...holder, [key]: value };
  const list = [...holder];
  list[Number(key)] = value;
  return list;
}

function without(holder: Json[] | { [key: string]: Json }, key: string): Json {
  if (Array.isArray(holder)) return holder.toSpliced(Number(key), 1);
  return Object.fromEntries(Object.entries(holder).filter(([name]) => name !== key));
}

function describe(value: Json): string {
  return value === null ? "empty" : `a ${typeof value}`;
}

function fail(problem: string): PropertyChanged {
  return { ok: false, problem };
}
