/**
 * A map whose values are derived from those of another map on first access. It has the other's keys and size, so
 * mapping everything costs nothing until something is read.
 */
export class LazyMap<From, To> implements ReadonlyMap<string, To> {
  /** The map that its keys come from. */
  readonly of: ReadonlyMap<string, From>;
  private readonly make: (from: From, key: string) => To;
  private readonly made = new Map<string, To>();

  constructor(of: ReadonlyMap<string, From>, make: (from: From, key: string) => To) {
    this.of = of;
    this.make = make;
  }

  get size() {
    return this.of.size;
  }

  has(key: string) {
    return this.of.has(key);
  }

  get(key: string): To | undefined {
    const from = this.of.get(key);
    if (from === undefined) return undefined;
    const made = this.made.get(key) ?? this.make(from, key);
    this.made.set(key, made);
    return made;
  }

  keys() {
    return this.of.keys();
  }

  *entries(): MapIterator<[string, To]> {
    for (const key of this.of.keys()) {
      const value = this.get(key);
      if (value !== undefined) yield [key, value];
    }
  }

  *values(): MapIterator<To> {
    for (const [, value] of this.entries()) yield value;
  }

  [Symbol.iterator]() {
    return this.entries();
  }

  forEach(call: (value: To, key: string, map: ReadonlyMap<string, To>) => void) {
    for (const [key, value] of this) call(value, key, this);
  }
}

/** An object with the entries of a lazy map as fields, each made on first access. */
export function lazyObject<To>(map: ReadonlyMap<string, To>): Record<string, To> {
  const object: Record<string, To> = {};
  for (const key of map.keys())
    Object.defineProperty(object, key, { enumerable: true, configurable: true, get: () => map.get(key) });
  return object;
}
