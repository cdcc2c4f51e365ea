import { driveClaimed } from "../../../engine/drive.ts";
import type { Lease, Log, Ports } from "../../../engine/ports.ts";
import type { Plan } from "../../../plan/plan.ts";
import type { RunEvent } from "../../../run/event.ts";

/** A promise of its own each time: one for all would hold on to every process that ever waited for it. */
const never = () => new Promise<never>(() => {});

/** What a call of the log throws while the database is away. Whether the call was carried out, it does not say. */
export class DatabaseAway extends Error {}

/** A run that its maker holds from the start, and what the maker knows of it without reading. */
export type MadeRun = { lease: Lease; fresh: { plan: Plan; start: RunEvent } };

/**
 * A simulated process that drives runs. Everything it reaches goes through `at`, which is told before each call and
 * after it, and where the process may die or stand still: what it had begun outside happens all the same.
 */
export class SimulatedProcess {
  readonly name: string;
  /** How it ended: what driving gave, or what it threw; null while it goes on. */
  result: { driven: string } | { thrown: unknown } | null = null;
  dead = false;
  private readonly draining = new AbortController();
  private thawed: Promise<void> | null = null;
  private broken = false;
  private readonly moment: (process: SimulatedProcess, what: string) => void;

  constructor(name: string, moment: (process: SimulatedProcess, what: string) => void) {
    this.name = name;
    this.moment = moment;
  }

  /** Nothing that it does from now on reaches anything. */
  kill() {
    this.dead = true;
  }

  /** Its next call of the log fails, before it is carried out or after. */
  breakOff() {
    this.broken = true;
  }

  /** Stands still until `until`. */
  freeze(until: Promise<void>) {
    const thawed = until.then(() => {
      if (this.thawed === thawed) this.thawed = null;
    });
    this.thawed = thawed;
  }

  drain() {
    this.draining.abort();
  }

  get frozen(): boolean {
    return this.thawed !== null;
  }

  /** True while it may still do something by itself. */
  get going(): boolean {
    return !this.dead && this.result === null;
  }

  /** Takes the run that is next and drives it as far as it goes; or the one that it has just made itself. */
  drive(ports: Ports, leaseMs: number, made?: MadeRun) {
    const own = this.portsOf(ports);
    const runner = { name: this.name, leaseMs, signal: this.draining.signal };
    const driving = made
      ? driveClaimed(own, runner, made)
      : own.log
          .claimNext(this.name, leaseMs)
          .then((lease) => (lease ? driveClaimed(own, runner, { lease }) : "nothing"));
    driving.then(
      (driven) => {
        this.result = { driven };
      },
      (thrown: unknown) => {
        this.result = { thrown };
      },
    );
  }

  /** A moment at which it may die or stand still. */
  async at(what: string): Promise<void> {
    await this.standing();
    this.moment(this, what);
    await this.standing();
  }

  private async standing(): Promise<void> {
    while (this.thawed && !this.dead) await this.thawed;
    if (this.dead) await never();
  }

  private stored<Args extends unknown[], Result>(what: string, call: (...args: Args) => Promise<Result>) {
    const at = async (when: string) => {
      await this.at(`${when} ${what}`);
      if (!this.broken) return;
      this.broken = false;
      throw new DatabaseAway(`the database went away ${when} ${what}`);
    };
    return async (...args: Args): Promise<Result> => {
      await at("before");
      const result = await call(...args);
      await at("after");
      return result;
    };
  }

  private through<Args extends unknown[], Result>(what: string, call: (...args: Args) => Promise<Result>) {
    return async (...args: Args): Promise<Result> => {
      await this.at(`before ${what}`);
      try {
        return await call(...args);
      } finally {
        await this.at(`after ${what}`);
      }
    };
  }

  private portsOf(ports: Ports): Ports {
    const { clock, models, tools, log } = ports;
    return {
      ...ports,
      log: this.logOf(log),
      clock: {
        monotonic: () => clock.monotonic(),
        wait: async (ms, signal) => {
          await clock.wait(ms, signal);
          await this.standing();
        },
      },
      models: {
        request: (call) => models.request(call),
        complete: this.through("model", (call, onText, signal) => models.complete(call, onText, signal)),
      },
      tools: { perform: this.through("tool", (call, signal) => tools.perform(call, signal)) },
    };
  }

  private logOf(log: Log): Log {
    return {
      ...log,
      claim: this.stored("claim", log.claim),
      claimNext: this.stored("claim", log.claimNext),
      plan: this.stored("plan", log.plan),
      read: this.stored("read", log.read),
      blob: this.stored("blob", log.blob),
      messages: this.stored("messages", log.messages),
      append: this.stored("append", log.append),
      renew: this.stored("renew", log.renew),
      release: this.stored("release", log.release),
      listen: (runId, wake) => log.listen(runId, (what) => this.dead || wake(what)),
    };
  }
}
