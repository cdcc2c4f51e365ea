/** A thing on its way that a test stops: `reached` once it is there, and it goes on after `release`. */
export type Hold<Thing> = { reached: Promise<Thing>; release(): void };

type Waiting<Thing> = {
  at: string;
  when: (thing: Thing) => boolean;
  caught: (thing: Thing) => void;
  open: Promise<void>;
};

/** Places at which the first thing that fits can be stopped. Everything else passes at once. */
export class Holds<Thing, Place extends string> {
  private waiting: Waiting<Thing>[] = [];

  /** Stops the first thing at `at` for which `when` is true. */
  hold(at: Place, when: (thing: Thing) => boolean = () => true): Hold<Thing> {
    const reached = Promise.withResolvers<Thing>();
    const open = Promise.withResolvers<void>();
    const hold = { at, when, caught: reached.resolve, open: open.promise };
    this.waiting.push(hold);
    return {
      reached: reached.promise,
      release: () => {
        this.waiting = this.waiting.filter((other) => other !== hold);
        open.resolve();
      },
    };
  }

  /** Waits where a test has asked for it. */
  async pass(at: Place, thing: Thing): Promise<void> {
    const hold = this.waiting.find((candidate) => candidate.at === at && candidate.when(thing));
    if (hold === undefined) return;
    this.waiting = this.waiting.filter((other) => other !== hold);
    hold.caught(thing);
    await hold.open;
  }
}
