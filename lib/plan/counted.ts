/** Counts reads and throws when there are too many, so that unbounded work fails instead of hanging. */
export class ReadCount {
  reads = 0;
  private readonly most: number;

  constructor(most: number) {
    this.most = most;
  }

  add() {
    this.reads++;
    if (this.reads > this.most) throw new Error(`more than ${this.most} reads`);
  }
}

/**
 * Wraps a value so that every read of a property, at any depth, is counted: a measure of work that needs no clock.
 */
export function counted<T extends object>(value: T, count: ReadCount): T {
  const proxies = new WeakMap<object, object>();
  const wrap = (of: object): object => {
    const known = proxies.get(of);
    if (known) return known;
    const proxy = new Proxy(of, {
      get: (target, name) => {
        if (typeof name === "string") count.add();
        const inner: unknown = Reflect.get(target, name);
        return typeof inner === "object" && inner !== null ? wrap(inner) : inner;
      },
    });
    proxies.set(of, proxy);
    return proxy;
  };
  // A proxy without other traps has the type of what it wraps.
  return wrap(value) as T;
}
