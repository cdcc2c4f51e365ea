import type { Lease, ModelCall, Ports, ToolCall } from "../../../engine/ports.ts";
import type { JsonObject } from "../../../graph/json.ts";
import { hashOf } from "../../../graph/made-up/dice.ts";
import type { Plan } from "../../../plan/plan.ts";
import type { ChainLink } from "../../../run/chain.ts";
import type { RunEvent } from "../../../run/event.ts";
import { createBench } from "../run-bench.ts";
import { askedBy, keyOf } from "./asked.ts";
import type { Fault } from "./faults.ts";
import { LOOK_MS } from "./log-facts.ts";
import { costOf } from "./prices.ts";
import { type MadeRun, SimulatedProcess } from "./process.ts";
import { type Reply, replyTo } from "./scripted-endpoint.ts";
import { admissionOf, answerTo } from "./scripted-systems.ts";

const encoder = new TextEncoder();
const RUN = "run-1";
const LEASE_MS = 5_000;
/** A run takes a few hundred rounds; one that takes this many stands still or goes round in circles. */
const MOST_ROUNDS = 5_000;
/** Who has much to do lets others go first in between; when nobody has reached anything for so many turns, all wait. */
const QUIET_TURNS = 2;
/** Nobody needs this many turns at one time; one that takes them goes round in circles. */
const MOST_TURNS = 10_000;
/** When nobody has waited for a time for so many rounds, nobody goes on by itself either. */
const IDLE_ROUNDS = 3;

/** A call as the outside saw it: `stored` is how many events the log had when it came. */
export type MadeCall =
  | { kind: "model"; by: string; sent: string; stored: number }
  | { kind: "tool"; by: string; call: ToolCall; stored: number; happened: boolean };

/** A commit: who wrote which events. */
export type Commit = { by: string; epoch: number; seqs: number[] };

/** A run that was driven to its end, and everything that could be seen of it from outside. */
export type Finished = {
  plan: Plan;
  seed: number;
  runId: string;
  events: RunEvent[];
  links: ChainLink[];
  calls: MadeCall[];
  commits: Commit[];
  processes: { name: string; result: SimulatedProcess["result"]; dead: boolean }[];
  happened: { at: string; kind: Fault["kind"] }[];
  moments: number;
  /** Why it did not end, where it did not. */
  stuck: string | null;
  values: (hash: string) => Promise<string | null>;
};

/** What changes a process's ports before it gets them: for canaries, which must be caught. */
export type Tampering = (ports: Ports) => Ports;

/** Drives a run of the plan to its end on simulated processes, with these faults on the way. */
export async function simulateRun(
  plan: Plan,
  input: JsonObject,
  { seed, faults, tamper = (ports) => ports }: { seed: number; faults: Fault[]; tamper?: Tampering },
): Promise<Finished> {
  const world = new World(plan, seed, faults, tamper);
  return world.run(input);
}

class World {
  private readonly plan: Plan;
  private readonly seed: number;
  private readonly faults: Fault[];
  private readonly tamper: Tampering;
  private readonly bench = createBench({ models: () => ({}) });
  private readonly processes: SimulatedProcess[] = [];
  private readonly calls: MadeCall[] = [];
  private readonly commits: Commit[] = [];
  private readonly failures = new Map<string, number>();
  /** How often calls with the same key have failed, and the key of each call by its span. */
  private readonly toolFailures = new Map<string, number>();
  private readonly effectKeys = new Map<number, string>();
  private readonly kept = new Map<string, Awaited<ReturnType<Ports["tools"]["perform"]>>>();
  private readonly happened: Finished["happened"] = [];
  private moments = 0;
  private stored = 0;
  private ended = false;

  constructor(plan: Plan, seed: number, faults: Fault[], tamper: Tampering) {
    this.plan = plan;
    this.seed = seed;
    this.faults = faults;
    this.tamper = tamper;
  }

  async run(input: JsonObject): Promise<Finished> {
    await this.start(input);
    const stuck = await this.turnUntilEnd();
    const events = await this.bench.events(RUN);
    return {
      plan: this.plan,
      seed: this.seed,
      runId: RUN,
      events,
      links: this.bench.log.links(RUN),
      calls: this.calls,
      commits: this.commits,
      processes: this.processes.map(({ name, result, dead }) => ({ name, result, dead })),
      happened: this.happened,
      moments: this.moments,
      stuck,
      values: (hash) => this.bench.log.blob(RUN, hash),
    };
  }

  /** Makes the run: every other one is held by its maker from the start, as by a server that drives runs itself. */
  private async start(input: JsonObject) {
    const { log } = this.bench;
    const { create } = log;
    let made: MadeRun | undefined;
    log.create = async (run) => {
      const lease = await create(run, this.seed % 2 === 0 ? { runner: "p1", leaseMs: LEASE_MS } : undefined);
      if (lease) made = { lease, fresh: { plan: run.plan, start: run.start } };
      return lease;
    };
    await this.bench.start(this.plan, input, "real", RUN);
    this.stored = 1;
    if (made) this.spawn(made);
  }

  /** Lets everybody go on, moving the clock whenever all wait; somebody takes the run whenever nobody drives it. */
  private async turnUntilEnd(): Promise<string | null> {
    const { clock } = this.bench;
    let lookAt = 0;
    let idle = 0;
    for (let rounds = 0; rounds < MOST_ROUNDS; rounds++) {
      await this.allWait();
      const going = this.processes.filter((process) => process.going);
      if (this.ended && going.length === 0) return null;
      const driven = going.some((process) => !process.frozen);
      if (!driven && !this.ended && clock.monotonic() >= lookAt) {
        lookAt = clock.monotonic() + LOOK_MS;
        this.spawn();
        continue;
      }
      if (!driven && !this.ended) void clock.wait(lookAt - clock.monotonic(), new AbortController().signal);
      if (clock.next()) idle = 0;
      // Whoever lets others go first goes on a round later, without having waited for a time.
      else if (++idle > IDLE_ROUNDS) {
        if (this.ended) return "a process neither goes on nor waits after the run has ended";
        return "nobody waits for anything";
      }
    }
    return `it had not ended after ${MOST_ROUNDS} rounds`;
  }

  /** Time stands still while somebody has still something to do. */
  private async allWait(): Promise<void> {
    let quiet = 0;
    for (let turn = 0; quiet < QUIET_TURNS && turn < MOST_TURNS; turn++) {
      const before = this.moments;
      await new Promise<void>((resolve) => setImmediate(resolve));
      quiet = this.moments === before ? quiet + 1 : 0;
    }
  }

  private spawn(made?: MadeRun) {
    const process = new SimulatedProcess(`p${this.processes.length + 1}`, (who, what) =>
      this.moment(who, what),
    );
    this.processes.push(process);
    process.drive(this.tamper(this.portsOf(process.name)), LEASE_MS, made);
  }

  private moment(process: SimulatedProcess, what: string) {
    const now = this.moments++;
    for (const fault of this.faults) {
      if (fault.at !== now) continue;
      this.happened.push({ at: what, kind: fault.kind });
      this.befall(process, fault);
    }
  }

  private befall(process: SimulatedProcess, { kind, ms }: Fault) {
    switch (kind) {
      case "kill":
        process.kill();
        return;
      case "freeze":
        process.freeze(this.bench.clock.wait(ms, new AbortController().signal));
        return;
      case "drain":
        process.drain();
        return;
      case "break":
        process.breakOff();
        return;
      case "nudge":
        if (!this.ended) this.spawn();
        return;
      case "cancel":
        void this.bench.log.send(RUN, `cancel-${this.moments}`, {
          kind: "cancel",
          by: "Ada",
          reason: "enough",
        });
        return;
    }
  }

  private portsOf(by: string): Ports {
    const { ports } = this.bench;
    return {
      ...ports,
      log: {
        ...ports.log,
        append: async (lease, events, blobs, consumed) => {
          await ports.log.append(lease, events, blobs, consumed);
          this.committed(by, lease, events);
        },
      },
      admit: async ({ kind, name }) => admissionOf(kind, name, this.seed),
      models: {
        request: (call) => ({ key: keyOf(askedBy(call)) }),
        complete: (call, onText, signal) => this.complete(by, call, onText, signal),
      },
      tools: { perform: (call, signal) => this.perform(by, call, signal) },
    };
  }

  private committed(by: string, { epoch }: Lease, events: RunEvent[]) {
    this.commits.push({ by, epoch, seqs: events.map((event) => event.seq) });
    this.stored += events.length;
    for (const event of events) {
      if (event.type === "run-end") this.ended = true;
      if (event.type === "span-start" && event.work.kind === "tool")
        this.effectKeys.set(event.seq, this.bench.ports.crypto.sha256(event.work.effectKey));
      if (event.type !== "span-end" || event.outcome.status !== "failed") continue;
      const effectKey = this.effectKeys.get(event.span);
      if (effectKey !== undefined)
        this.toolFailures.set(effectKey, (this.toolFailures.get(effectKey) ?? 0) + 1);
      if (!event.reply) continue;
      const { requestHash } = event.reply;
      this.failures.set(requestHash, (this.failures.get(requestHash) ?? 0) + 1);
    }
  }

  private async complete(
    by: string,
    ...[call, onText, signal]: Parameters<Ports["models"]["complete"]>
  ): ReturnType<Ports["models"]["complete"]> {
    const asked = askedBy(call);
    const key = keyOf(asked);
    this.calls.push({ kind: "model", by, sent: JSON.stringify(call.messages), stored: this.stored });
    const requestHash = this.bench.ports.crypto.mac(call.workspaceId, JSON.stringify({ key }));
    const reply = replyTo(asked, this.seed, this.failures.get(requestHash) ?? 0);
    if (reply.ms > 0) await this.bench.clock.wait(reply.ms, signal);
    if (!signal.aborted && reply.text) onText(reply.text, "answer");
    return resultOf(reply, call, signal.aborted, encoder.encode(JSON.stringify({ key })).length);
  }

  /** What it changes is changed whether anybody still waits for the answer or not; a keyed target remembers its answer. */
  private async perform(
    by: string,
    ...[call, signal]: Parameters<Ports["tools"]["perform"]>
  ): ReturnType<Ports["tools"]["perform"]> {
    const made = { kind: "tool" as const, by, call, stored: this.stored, happened: false };
    this.calls.push(made);
    const { end, ms, effectFirst } = answerTo(call, this.seed, this.toolFailures.get(call.effectKey) ?? 0);
    const result = end.status === "ok" ? { ...end, held: false, notes: [] } : end;
    const known = call.effect === "keyed-write" ? this.kept.get(call.effectKey) : undefined;
    if (known) return known;
    if (effectFirst) made.happened = true;
    if (ms > 0) await this.bench.clock.wait(ms, signal);
    if (signal.aborted && (call.effect === "read" || !made.happened)) return { status: "cancelled" };
    made.happened = true;
    // What has failed is not done yet: the same call may be made again.
    if (call.effect === "keyed-write" && end.status !== "failed") this.kept.set(call.effectKey, result);
    return result;
  }
}

function resultOf(reply: Reply, call: ModelCall, cancelled: boolean, bytes: number) {
  const { text, calls, failure, finishReason, share, priced, lies } = reply;
  const { model } = call.choice;
  const usage = {
    inputTokens: Math.floor(share * bytes) + (lies ? 2_000 : 0),
    cachedTokens: hashOf(text) % 7,
    outputTokens: lies ? text.length : Math.min(text.length, call.maxOutputTokens),
    estimated: false,
  };
  return {
    text: cancelled ? text.slice(0, 3) : text,
    thinking: "",
    calls: cancelled ? [] : calls,
    finishReason: finishReason ?? (calls.length > 0 ? "tool_calls" : "stop"),
    model,
    usage,
    costNanos: priced ? costOf(model, usage) : null,
    firstTokenMs: 0,
    chunks: [],
    failure: cancelled ? null : failure,
    cancelled,
  };
}
