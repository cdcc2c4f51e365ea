import { itemKey } from "./item.ts";
import { isRefusedKey, type Json } from "./json.ts";

/**
 * One property set (or, without `value`, removed) inside a JSON value. A step of the path is the name of a property
 * or the key of a list item. `index`: the position of something added or moved; absent: at the end.
 */
export type PropertyChange = { path: string[]; value?: Json | undefined; index?: number | undefined };

/** The changed value and the change that undoes it, or why it is impossible. */
export type PropertyChanged =
  | { ok: true; value: Json; inverse: PropertyChange }
  | { ok: false; problem: string };

type Entry = readonly [key: string, value: Json];

/**
 * Sets one property by its path, sharing everything that did not change. List items are found by their key, so a
 * change means the same item whatever was added or removed before it.
 */
export function changeProperty(value: Json, change: PropertyChange): PropertyChanged {
  return changeWithin(value, change, 0);
}

function changeWithin(holder: Json, change: PropertyChange, depth: number): PropertyChanged {
  const { path } = change;
  const key = path[depth];
  const where = path.slice(0, depth + 1).join(" › ");
  if (key === undefined) return fail("expected a path of at least one property");
  if (isRefusedKey(key)) return fail(`the name "${key}" is reserved`);
  if (typeof holder !== "object" || holder === null)
    return fail(`there is no property "${where}" to change: what should hold it is ${describe(holder)}`);
  const entries = entriesOf(holder);
  if (entries === null) return fail(`"${where}" can't be changed alone: set the whole list instead`);
  const at = entries.findIndex(([name]) => name === key);
  const known = entries[at]?.[1];
  if (depth < path.length - 1) {
    if (known === undefined)
      return fail(`there is no property "${where}"; it may have been removed meanwhile`);
    const inner = changeWithin(known, change, depth + 1);
    return inner.ok ? { ...inner, value: made(holder, entries.with(at, [key, inner.value])) } : inner;
  }
  if (change.value === undefined) {
    if (known === undefined) return fail(`there is no property "${where}" to take away`);
    const inverse = { path, value: known, index: at };
    return { ok: true, value: made(holder, entries.toSpliced(at, 1)), inverse };
  }
  if (Array.isArray(holder) && itemKey(change.value) !== key)
    return fail(`an item at "${where}" has to be called "${key}", this one is ${describe(change.value)}`);
  const entry: Entry = [key, change.value];
  if (known === undefined) {
    const index = Math.min(change.index ?? entries.length, entries.length);
    return { ok: true, value: made(holder, entries.toSpliced(index, 0, entry)), inverse: { path } };
  }
  if (change.index === undefined)
    return { ok: true, value: made(holder, entries.with(at, entry)), inverse: { path, value: known } };
  const moved = entries.toSpliced(at, 1).toSpliced(change.index, 0, entry);
  return { ok: true, value: made(holder, moved), inverse: { path, value: known, index: at } };
}

/** The entries of a value by key, in order; null for a list with items that have no key. */
function entriesOf(holder: Json[] | { [key: string]: Json }): Entry[] | null {
  if (!Array.isArray(holder)) return Object.entries(holder);
  const entries: Entry[] = [];
  for (const item of holder) {
    const key = itemKey(item);
    if (key === null) return null;
    entries.push([key, item]);
  }
  return entries;
}

function made(like: Json[] | { [key: string]: Json }, entries: Entry[]): Json {
  return Array.isArray(like) ? entries.map(([, item]) => item) : Object.fromEntries(entries);
}

function describe(value: Json): string {
  if (value === null) return "empty";
  const key = itemKey(value);
  return key === null ? `a ${typeof value}` : `called "${key}"`;
}

function fail(problem: string): PropertyChanged {
  return { ok: false, problem };
}
