import { FORMAT } from "../plan/format.ts";
import type { Plan } from "../plan/plan.ts";
import type { EventBody, RunEvent } from "../run/event.ts";
import { evolve } from "../run/evolve.ts";
import { initialState, type RunState } from "../run/state.ts";
import type { CallLanes } from "./call-lanes.ts";
import { CallsUnderWay } from "./calls-under-way.ts";
import { wakeAt } from "./deadline.ts";
import { decide } from "./decide.ts";
import { keepLease } from "./keep-lease.ts";
import { localWork } from "./local-work.ts";
import { callEnd, type Performing } from "./perform.ts";
import { Fenced, type Lease, type Ports } from "./ports.ts";
import { isStale } from "./stale.ts";
import { Values } from "./values.ts";

/** Recorded in `run-claim`: the version of the engine that decided from there on. */
const ENGINE_VERSION = "2";

const PAGE = 1_000;
/** The reason for aborting a wait. Without one, every abort would create an error with a stack. */
const OVER = "over";
/** A run that only waits for time, and for longer than this, is given back. */
const RELEASE_AFTER_MS = 2_000;

/**
 * How many events are folded before they are stored and the rest of the process gets a turn. Otherwise the calls of
 * a large reply would all be folded in one go: until then no timer could fire and no call could start.
 */
const EVENTS_AT_ONCE = 32;

/** How driving a run ended. `again`: something arrived while it was being given back, so look at it again at once. */
export type Driven = "ended" | "waiting" | "again" | "taken" | "fenced";

/** The runner that drives: its name, the length of its leases, and the signal that asks it to give runs back. */
export type RunnerSelf = {
  name: string;
  leaseMs: number;
  signal: AbortSignal;
  /** Called with every stored event of the run, in order, so that the caller can fold them too. */
  stored?: (event: RunEvent) => void;
  /** Limits the calls of all runs in this process; absent: no limit. */
  lanes?: CallLanes;
};

type Fact = { body: EventBody; consumes?: string };

/** A claimed run, and the runner that drives it. */
type Drive = { ports: Ports; runner: RunnerSelf; lease: Lease; plan: Plan };

/** One run while a runner drives it: the folded state, and the calls that are under way. */
export class Driver {
  private readonly ports: Ports;
  private readonly runId: string;
  private readonly runner: RunnerSelf;
  private readonly lease: Lease;
  private readonly state: RunState;
  private readonly values: Values;
  private readonly performing: Performing;
  private readonly facts: Fact[] = [];
  private readonly calls: CallsUnderWay;
  private readonly seen = new Set<string>();
  private readonly stopped = new AbortController();
  private readonly claimedAt: number;
  private batch: RunEvent[] = [];
  private consumed: string[] = [];
  private wake: () => void = () => {};
  private checkMessages = true;
  private broken: unknown = null;

  constructor({ ports, runner, lease, plan }: Drive) {
    const { runId, workspaceId } = lease;
    this.ports = ports;
    this.runId = runId;
    this.runner = runner;
    this.lease = lease;
    this.state = initialState(runId, plan);
    this.values = new Values(lease, ports.log, ports.crypto);
    this.performing = { ports, values: this.values, state: this.state, runId, workspaceId };
    this.calls = new CallsUnderWay(this.performing, runner.lanes, {
      ended: (body) => {
        if (!this.stopped.signal.aborted) this.facts.push({ body });
      },
      broken: (error) => {
        this.broken ??= error;
      },
      left: () => this.wake(),
    });
    this.claimedAt = ports.clock.monotonic();
  }

  async run(start: RunEvent | undefined): Promise<Driven> {
    if (start) {
      evolve(this.state, start);
      this.runner.stored?.(start);
      this.checkMessages = false;
    } else await this.readLog();
    if (this.state.phase === "ended") return "ended";
    const messages = () => {
      this.checkMessages = true;
      this.wake();
    };
    const stopListening = this.ports.log.listen(this.runId, (what) => {
      if (what === "message") messages();
    });
    const onDrain = () => this.wake();
    this.runner.signal.addEventListener("abort", onDrain);
    const lost = (fenced: Fenced) => {
      this.broken ??= fenced;
      this.wake();
    };
    const kept = { lease: this.lease, leaseMs: this.runner.leaseMs, stopped: this.stopped.signal };
    void keepLease(this.ports, kept, { messages, lost });
    try {
      this.takeOver();
      return await this.loop();
    } finally {
      stopListening();
      this.runner.signal.removeEventListener("abort", onDrain);
    }
  }

  /** Stops everything that is still going on for this run in this process. */
  close() {
    this.stopped.abort(OVER);
    this.calls.stopAll();
  }

  private async readLog() {
    for (;;) {
      const page = await this.ports.log.read(this.runId, this.state.lastSeq, PAGE);
      for (const event of page) {
        evolve(this.state, event);
        this.runner.stored?.(event);
      }
      if (page.length < PAGE) break;
    }
    if (this.state.lastSeq !== this.lease.lastSeq) throw new Fenced(this.runId);
  }

  /** Records the claim, and the end of every call that was open when the previous runner stopped. */
  private takeOver() {
    const { epoch, fruitless } = this.lease;
    const claim: EventBody = {
      type: "run-claim",
      epoch,
      runner: this.runner.name,
      engineVersion: ENGINE_VERSION,
      ...(fruitless > 0 ? { fruitless } : {}),
    };
    this.facts.push({ body: claim });
    for (const call of this.state.open.values())
      this.facts.push({ body: callEnd(call.span, { status: "lost" }) });
  }

  private async loop(): Promise<Driven> {
    for (;;) {
      if (this.broken) throw this.broken;
      if (this.checkMessages) await this.takeMessages();
      this.takeTime();
      const more = await this.absorb();
      await this.flush();
      if (this.state.phase === "ended") return "ended";
      if (this.runner.signal.aborted) return this.giveBack();
      if (more) {
        await othersFirst();
        continue;
      }
      if (this.facts.length > 0) continue;
      const due = wakeAt(this.state);
      if (this.calls.size === 0) {
        if (due === null)
          throw new Error(`run ${this.runId} has nothing open, waits for nothing and has not ended`);
        if (due - this.now() > RELEASE_AFTER_MS) return this.release(due);
      }
      await this.sleep(due);
    }
  }

  /**
   * Folds waiting facts, the choices that follow from each, and the local work that these need, up to about
   * `EVENTS_AT_ONCE` events. True when there may be more.
   */
  private async absorb(): Promise<boolean> {
    // Whatever arrives after the end of the run is ignored.
    while (this.state.phase !== "ended") {
      if (this.batch.length >= EVENTS_AT_ONCE) return true;
      const fact = this.facts.shift() ?? (await this.fromWithin());
      if (!fact) return false;
      if (isStale(this.state, fact.body)) continue;
      if (fact.consumes) this.consumed.push(fact.consumes);
      const cause = this.record(fact.body, null);
      for (let choices = decide(this.state); choices.length > 0; choices = decide(this.state))
        for (const choice of choices) this.record(choice, cause);
    }
    return false;
  }

  private record(body: EventBody, cause: number | null): number {
    const event: RunEvent = {
      runId: this.runId,
      seq: this.state.lastSeq + 1,
      at: this.now(),
      schema: FORMAT,
      cause,
      ...body,
    };
    evolve(this.state, event);
    this.batch.push(event);
    return event.seq;
  }

  private async fromWithin(): Promise<Fact | null> {
    const body = await localWork(this.performing);
    return body && { body };
  }

  /** Stores everything recorded so far in one commit, then starts the calls in it. */
  private async flush() {
    if (this.batch.length === 0) return;
    const { batch, consumed } = this;
    const blobs = this.values.unsaved;
    this.batch = [];
    this.consumed = [];
    this.values.unsaved = [];
    await this.ports.log.append(this.lease, batch, blobs, consumed);
    for (const event of batch) {
      this.runner.stored?.(event);
      if (event.type === "span-cancel") this.calls.stop(event.span);
      if (event.type === "span-start" && event.work.kind !== "step" && this.state.open.has(event.seq))
        this.calls.begin(event);
    }
  }

  private async takeMessages() {
    this.checkMessages = false;
    for (const { id, message } of await this.ports.log.messages(this.runId)) {
      if (this.seen.has(id)) continue;
      this.seen.add(id);
      this.facts.push({ body: { type: "message", messageId: id, message }, consumes: id });
    }
  }

  /** Time that is over comes before what else has come: nothing begins any more where a deadline has passed. */
  private takeTime() {
    // A claim looks at the time itself.
    if (this.facts[0]?.body.type === "run-claim") return;
    const due = wakeAt(this.state);
    if (due !== null && this.now() >= due) this.facts.unshift({ body: { type: "timer-fire" } });
  }

  /** Waits until something happens or the time `due` has come. */
  private async sleep(due: number | null) {
    if (this.facts.length > 0 || this.checkMessages || this.broken || this.runner.signal.aborted) return;
    const waiting = new AbortController();
    const woken = new Promise<void>((resolve) => {
      this.wake = resolve;
    });
    if (due === null) await woken;
    else
      await Promise.race([woken, this.ports.clock.wait(Math.max(0, due - this.now()) + 1, waiting.signal)]);
    waiting.abort(OVER);
    this.wake = () => {};
  }

  /** Stops on request: cuts off model calls, awaits started tools, stores their results, and releases the run. */
  private async giveBack(): Promise<Driven> {
    this.calls.stopModels();
    while (this.calls.hasTool())
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    for (const { body } of this.facts)
      if (body.type === "span-end" && body.outcome.status !== "cancelled" && !isStale(this.state, body))
        this.record(body, null);
    // Calls that were cut off end here, before the next claim: after it, such ends would mean that this runner was
    // lost.
    for (const { span } of this.state.open.values()) this.record(callEnd(span, { status: "lost" }), null);
    if (this.batch.length > 0) {
      await this.ports.log.append(this.lease, this.batch, this.values.unsaved, []);
      this.batch = [];
    }
    return this.release(this.now());
  }

  private async release(due: number): Promise<Driven> {
    return (await this.ports.log.release(this.lease, due)) ? "again" : "waiting";
  }

  /** Database time at the claim plus monotonic time since, never before the last event; whole ms. */
  private now(): number {
    const passed = this.ports.clock.monotonic() - this.claimedAt;
    return Math.max(this.state.at, Math.round(this.lease.now + passed));
  }
}

/** Gives everything else that waits in this process a turn: timers, requests, other runs. */
const othersFirst = () => new Promise<void>((resolve) => setImmediate(resolve));
