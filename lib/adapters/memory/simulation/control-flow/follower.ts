import type { JsonObject } from "../../../../graph/json.ts";
import type { FlowPlan, PlanFlow } from "../../../../plan/plan.ts";
import type { Consequence, EndStatus, Fact, Received, WorkEnd } from "./facts.ts";
import { Frame } from "./frame.ts";
import { bringsTwice, handedOn, received, type Source } from "./hand-on.ts";
import { onFailureOf, settle } from "./settle.ts";
import { type Shape, shapeOf } from "./shape.ts";

/** A run's facts led to something that can't be: a visit that was not open has ended, a time was over too early. */
export class Impossible extends Error {}

type Ended = Extract<Fact, { what: "end" }>;

/** What the text leaves to whoever drives a run, for each fact. */
export type Leeway = {
  /**
   * Whether a visit that nobody needs any more has nothing to wait for, so that it ends before another step begins.
   * Otherwise its end comes as a fact.
   */
  endsAtOnce(step: string, visit: number): boolean;
  /** Whether it is seen with this fact that the time is over within which a step waits. Otherwise that is a fact of its own. */
  seesTime(step: string): boolean;
};

const NONE: Leeway = { endsAtOnce: () => false, seesTime: () => false };

/**
 * Says what must follow from each fact of a run, in the order in which facts came. It knows nothing of what happens inside
 * visits, and shares no code with the engine.
 */
export class Follower {
  frame: Frame;
  /** What in this run the meaning of plans leaves open, where it does: then another course may be as good. */
  undetermined: string | null = null;
  private readonly given = new Map<string, () => Received>();
  private readonly plan: FlowPlan;
  private readonly shape: Shape;
  private readonly input: JsonObject;
  private readonly leeway: Leeway;
  private readonly source: Source;
  private consequences: Consequence[] = [];
  private stopped: { status: EndStatus; code: string | null } | null = null;
  private doubtful: string | null = null;
  private answer: { step: string; visit: number } | null = null;
  private over = false;
  private at = 0;

  constructor(plan: FlowPlan, input: JsonObject, leeway = NONE) {
    this.plan = plan;
    this.leeway = leeway;
    this.shape = shapeOf(plan);
    this.frame = new Frame(this.shape);
    this.input = input;
    this.source = {
      shape: this.shape,
      result: (step) => this.frame.now(step).results.at(-1),
      failure: (step) => this.frame.now(step).failure,
      branch: (step) => this.frame.now(step).branch,
    };
  }

  /** The same run, to go on in another way. */
  copy(): Follower {
    const other = new Follower(this.plan, this.input, this.leeway);
    const { undetermined, stopped, doubtful, answer, over, at } = this;
    return Object.assign(other, {
      frame: this.frame.copy(),
      undetermined,
      stopped,
      doubtful,
      answer,
      over,
      at,
    });
  }

  /** What is settled of the run's end already. */
  get outcome() {
    const { stopped, doubtful, answer, over } = this;
    return { stopped, doubtful, answer, over };
  }

  get ended(): boolean {
    return this.over;
  }

  /** What follows from the run's start. */
  start(): Consequence[] {
    this.begin(this.shape.entry, []);
    return this.settled();
  }

  /** What follows from a fact, or from several that came to be known together: nothing begins in between. */
  take(...facts: Fact[]): Consequence[] {
    const settle: (() => void)[] = [];
    for (const fact of facts) {
      if (this.over) throw new Impossible("a fact after the run's end");
      if (fact.at < this.at) throw new Impossible(`time went back from ${this.at} to ${fact.at}`);
      this.at = fact.at;
      if (fact.what === "end") settle.push(this.end(fact));
      else if (fact.what === "time") this.timeIsOver(fact.step);
      else this.stop("cancelled", null);
    }
    for (const one of settle) one();
    return this.settled();
  }

  /** Steps that wait for flows within a time, and when it is over, ms. */
  waiting(): { step: string; until: number }[] {
    const { steps } = this.frame.mayCome();
    return this.shape.steps.flatMap((step) => {
      const { begun, waitsSince } = this.frame.now(step.id);
      if (step.kind === "input" || step.join.withinMs === null || waitsSince === null) return [];
      return begun || !steps.has(step.id) ? [] : [{ step: step.id, until: waitsSince + step.join.withinMs }];
    });
  }

  /** What expressions on flows and in outputs see: the run's input and the latest results, and in loops those of all rounds. */
  scope(): JsonObject & { input: JsonObject } {
    const results: JsonObject = {};
    const rounds: JsonObject = {};
    for (const { id, callName } of this.shape.steps) {
      const { results: all } = this.frame.now(id);
      const latest = all.at(-1);
      if (latest !== undefined) results[callName] = latest;
      if (this.shape.inSomeLoop(id)) rounds[callName] = all;
    }
    return { input: this.input, context: this.input, results, rounds };
  }

  private settled(): Consequence[] {
    this.goOn();
    const { consequences } = this;
    this.consequences = [];
    return consequences;
  }

  private goOn() {
    const { frame } = this;
    while (!this.stopped) {
      const may = frame.mayCome();
      for (const { id } of this.shape.steps)
        if (this.livelyInto(id).length > 0) frame.now(id).waitsSince ??= this.at;
      const back = [...frame.returning].find((one) => !frame.open.some((id) => this.shape.loop(one).has(id)));
      const next = this.nextStep(frame.ready(may));
      const unneeded = frame.unneeded(may);
      if (unneeded.length > 0) this.leave(unneeded);
      else if (back) this.goBack(back);
      else if (next === undefined) break;
      else this.begin(next, this.livelyInto(next));
    }
    if (frame.open.length > 0) return;
    if (!this.stopped && frame.returning.size > 0) return;
    this.over = true;
    const end = this.stopped ?? this.natural();
    const answer = this.stopped ? null : this.answer;
    this.consequences.push({ what: "run-end", ...end, answer });
  }

  /** The first step in the plan's order that is ready, or whose time is seen to be over. */
  private nextStep(ready: readonly string[]): string | undefined {
    const over = this.waiting().filter(({ step, until }) => until <= this.at && this.leeway.seesTime(step));
    return this.shape.steps.find(({ id }) => ready.includes(id) || over.some(({ step }) => step === id))?.id;
  }

  private natural(): { status: EndStatus; code: string | null } {
    if (this.doubtful !== null) return { status: "unknown", code: this.doubtful };
    return this.answer ? { status: "ok", code: null } : { status: "failed", code: "no-answer" };
  }

  private livelyInto(id: string): PlanFlow[] {
    return this.shape.into(id).filter((flow) => this.frame.live.has(flow));
  }

  private begin(id: string, passed: PlanFlow[]) {
    const now = this.frame.now(id);
    const visit = now.visits++;
    Object.assign(now, { begun: true, ended: false, open: { visit, cancelled: false } });
    const step = this.shape.step(id);
    const handed = handedOn(passed, this.source);
    if (step.kind === "branch") now.branch = handed;
    if (handed.given && bringsTwice(handed))
      this.leaveOpen(`${id} is given something under a name that another flow brings, too`);
    if (handed.sources.some(({ step: from, on }) => on === "failed" && !this.frame.now(from).failure))
      this.leaveOpen(`${id} follows, through a branch, on a failure after which its step has ended well`);
    const edges = passed.map(({ edge }) => edge);
    const receives = (): Received =>
      id === this.shape.entry ? { ok: true, value: this.input } : received(step.kind, handed, this.scope());
    this.given.set(id, receives);
    this.consequences.push({
      what: "begin",
      step: id,
      visit,
      passed: edges,
      sources: handed.sources,
      received: receives(),
    });
  }

  /** What the latest visit to a step would receive, had it begun only now. */
  receivedNow(id: string): Received | undefined {
    return this.given.get(id)?.();
  }

  /** Losers. */
  private leave(steps: string[]) {
    for (const id of steps) {
      const now = this.frame.now(id);
      if (now.open) this.cancel(id);
      else now.unneeded = true;
    }
    for (const id of steps) {
      const visit = this.frame.now(id).open?.visit;
      if (visit !== undefined && this.leeway.endsAtOnce(id, visit))
        this.end({ what: "end", step: id, visit, at: this.at, end: { status: "cancelled" } })();
    }
  }

  private cancel(id: string) {
    const { open } = this.frame.now(id);
    if (!open || open.cancelled) return;
    open.cancelled = true;
    this.consequences.push({ what: "cancel", step: id, visit: open.visit });
  }

  private goBack(back: PlanFlow) {
    this.frame.returning.delete(back);
    this.frame.reopen(back);
    this.begin(back.to, [...this.livelyInto(back.to), back]);
  }

  private stop(status: EndStatus, code: string | null) {
    if (this.stopped) return;
    this.stopped = { status, code };
    this.consequences.push({ what: "stop", status, code });
    for (const id of this.frame.open) this.cancel(id);
  }

  private timeIsOver(id: string) {
    const due = this.waiting().find(({ step }) => step === id);
    if (!due) throw new Impossible(`${id} does not wait for flows within a time`);
    if (this.at < due.until) throw new Impossible(`the time of ${id} is over at ${due.until}`);
    this.begin(id, this.livelyInto(id));
  }

  /** Gives what settles the flows from the step. */
  private end({ step: id, visit, end, doubt = null }: Ended): () => void {
    const now = this.frame.now(id);
    if (now.open?.visit !== visit) throw new Impossible(`visit ${visit} to ${id} is not open`);
    const lost = now.open.cancelled;
    now.open = null;
    now.ended = true;
    const counted = lost ? withoutValue(end) : this.orInstead(id, end);
    const { status } = counted;
    const result = "result" in counted ? counted.result : undefined;
    now.failure = "failure" in counted ? counted.failure : undefined;
    if (result !== undefined) now.results.push(result);
    this.consequences.push({
      what: "end",
      step: id,
      visit,
      status,
      code: now.failure?.code ?? null,
      ...(result !== undefined && { result }),
    });
    if (lost && status === "unknown") this.doubtful ??= now.failure?.code ?? null;
    if (!lost && status !== "unknown") this.doubtful ??= doubt;
    if (status === "ok" && this.shape.step(id).kind === "output") this.answer = { step: id, visit };
    return () => {
      if (this.stopped && status === "unknown") this.doubtful ??= now.failure?.code ?? null;
      if (lost || this.stopped) return;
      if (status === "cancelled") throw new Impossible(`nobody cancelled ${id}`);
      this.settle(id, { visit, status, over: ("over" in counted && counted.over) || null });
    };
  }

  /** A result given in the plan takes a failure's place. */
  private orInstead(id: string, end: WorkEnd): WorkEnd {
    const instead = onFailureOf(this.shape.step(id));
    if (
      end.status === "failed" &&
      instead?.do === "result" &&
      this.shape.from(id).some(({ on }) => on === "failed")
    )
      this.leaveOpen(`${id} has a result for failures, and flows that follow on one`);
    return end.status === "failed" && instead?.do === "result"
      ? { status: "ok", result: instead.result }
      : end;
  }

  private settle(
    id: string,
    { visit, status, over }: { visit: number; status: "ok" | "failed" | "unknown"; over: string | null },
  ) {
    const { frame } = this;
    const step = this.shape.step(id);
    const leavesOpen = (why: string) => this.leaveOpen(why);
    const settled = settle({ frame, step, status, over, scope: this.scope(), leavesOpen });
    if (settled === "condition-failed") {
      if (status === "unknown") this.doubtful ??= frame.now(id).failure?.code ?? null;
      this.stop("failed", "condition-failed");
      return;
    }
    const { live, back } = settled;
    frame.pass(live, back);
    const edges = live.map(({ edge }) => edge);
    this.consequences.push({ what: "settle", step: id, visit, live: edges, back: back?.edge ?? null });
    if (settled.status === "ok" || live.length > 0 || back) return;
    if (settled.status === "failed" && onFailureOf(step)?.do === "leave-out") return;
    this.stop(settled.status, frame.now(id).failure?.code ?? null);
  }

  private leaveOpen(why: string) {
    this.undetermined ??= why;
  }
}

/** What a visit that nobody needed any more comes to: that its effect may have happened stays true. */
function withoutValue(end: WorkEnd): WorkEnd {
  return end.status === "unknown" ? end : { status: "cancelled" };
}

/** What must follow from a run's start, and then from each of its facts. */
export function follow(plan: FlowPlan, input: JsonObject, facts: readonly Fact[]): Consequence[][] {
  const follower = new Follower(plan, input);
  return [follower.start(), ...facts.map((fact) => follower.take(fact))];
}
