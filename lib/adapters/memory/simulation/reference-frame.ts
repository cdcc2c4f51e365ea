import { isJsonObject, type Json, type JsonObject } from "../../../graph/json.ts";
import type { AgentStep, FlowPlan, MapStep, PlanStep, WorkflowStep } from "../../../plan/plan.ts";
import { addressInside, addressOfVisit } from "./address.ts";
import type { Came } from "./came.ts";
import type { Consequence, Fact } from "./control-flow/facts.ts";
import { Follower, Impossible, type Leeway } from "./control-flow/follower.ts";
import type { Course } from "./course.ts";
import { cutEnd, type Expected, failure, NOTHING, ok, SLACK_MS, workOf } from "./expected.ts";
import { interpretAgent } from "./reference-agent.ts";
import { Asks, orInstead } from "./reference-asks.ts";
import { interpretItems } from "./reference-items.ts";
import { FrameOutputs } from "./reference-outputs.ts";
import { Sights } from "./reference-sights.ts";
import { interpretTool } from "./reference-tool.ts";
import { fits } from "./sample-json.ts";

/** The plan of a frame, what its steps see as `input`, and the visit that it belongs to; "": the run itself. */
type Framed = { plan: FlowPlan; input: JsonObject; address: string };

/** What a frame comes to. `ms`: the longest that it may take. */
type FrameEnd = {
  end: Omit<Extract<Consequence, { what: "run-end" }>, "what"> | null;
  impossible: string | null;
  doubt: string | null;
  ms: number;
};

type Begin = Extract<Consequence, { what: "begin" }>;

/** Works out one frame: the run's own, or that of a visit to a workflow, with all that is inside its visits. */
export class FrameRun implements Leeway {
  private readonly course: Course;
  private readonly plan: FlowPlan;
  private readonly address: string;
  private readonly follower: Follower;
  private readonly outputs: FrameOutputs;
  /** Visits on the flows that have begun and not ended. */
  private readonly open = new Map<string, { step: string; visit: number; doubt: string | null }>();
  private readonly sights: Sights;
  private readonly asks: Asks;
  /** The fact from which follows what is being worked out. */
  private fact: number | null = null;
  private end: FrameEnd["end"] = null;
  private sources: Begin["sources"] = [];
  private ms = 0;

  constructor(course: Course, { plan, input, address }: Framed) {
    this.course = course;
    this.plan = plan;
    this.address = address;
    this.follower = new Follower(plan, input, this);
    this.outputs = new FrameOutputs({
      course,
      plan,
      address,
      follower: this.follower,
      open: this.open,
    });
    this.sights = new Sights(this.follower, this.outputs);
    this.asks = new Asks(course, { plan, input }, (step, given, at) => this.visit(step, given, at));
    for (const step of plan.steps) if (step.kind !== "input") this.ms += SLACK_MS + (step.join.withinMs ?? 0);
  }

  run(): FrameEnd {
    let impossible: string | null = null;
    try {
      this.heed(this.follower.start());
      if (this.course.isOrdered) this.inOrder();
      else this.inTurn();
    } catch (error) {
      if (!(error instanceof Impossible)) throw error;
      impossible = error.message;
    }
    this.course.depends(this.follower.undetermined);
    return { end: this.end, impossible, doubt: this.follower.outcome.doubtful, ms: this.ms };
  }

  private inTurn() {
    for (;;) {
      const [next] = this.open.values();
      if (!next || this.follower.ended) return;
      const { step, visit } = next;
      const end = { what: "end", within: this.address, step, visit, at: 0, status: "ok" } as const;
      this.heed(this.follower.take(this.factOf({ ...end, fact: 0, isCut: false })));
    }
  }

  /** What came with one fact is heard together: what had ended when a runner took over is decided at once. */
  private inOrder() {
    for (const [fact, together] of Map.groupBy(this.course.came(this.address), (one) => one.fact)) {
      this.fact = fact;
      let left: readonly Came[] = together;
      while (left.length > 0) {
        const open = left.filter((one) => one.what === "end" && !one.isCut && this.isOpen(one));
        const [next] = left;
        const heard = open.length > 0 ? open : next ? [next] : [];
        this.hear(heard);
        left = left.filter((one) => !heard.includes(one));
      }
    }
  }

  private isOpen({ step, visit }: Came): boolean {
    return this.open.has(this.addressOf(step, visit));
  }

  private hear(came: readonly Came[]) {
    const waiting = this.follower.outcome.stopped ? [] : this.follower.waiting();
    const at = came[0]?.at ?? 0;
    const late = waiting.find(({ until }) => until + this.course.patienceMs < at);
    if (late) throw new Impossible(`${late.step} did not begin when its time was over at ${late.until}`);
    const facts = came.flatMap((one): Fact[] => {
      const { step, visit } = one;
      // It ended at once.
      if (this.course.cut.has(this.addressOf(step, visit)) && !this.isOpen(one)) return [];
      if (one.what === "end") return [this.factOf(one)];
      const isOver = waiting.some(({ step: waits, until }) => waits === step && until <= at);
      return isOver ? [{ what: "time", step, at }] : [];
    });
    if (facts.length > 0) this.heed(this.follower.take(...facts));
  }

  endsAtOnce(step: string, visit: number): boolean {
    const end = this.course.endOf(this.address, step, visit);
    return end?.status === "cancelled" && end.fact === this.fact;
  }

  seesTime(step: string): boolean {
    const { visits } = this.follower.frame.now(step);
    return this.course.beginOf(this.address, step, visits)?.fact === this.fact;
  }

  private addressOf(step: string, visit: number): string {
    return addressInside(this.address, addressOfVisit(step, visit));
  }

  private factOf(came: Extract<Came, { what: "end" }>): Fact {
    const { step, visit, at, status: ended, message, said, left, between } = came;
    const { course } = this;
    const address = this.addressOf(step, visit);
    const expected = course.visits.get(address);
    const open = this.open.get(address);
    if (!expected || !open) throw new Impossible(`${address} should not have been visited, or has ended`);
    this.open.delete(address);
    course.depends(this.sights.changed(address, this.step(step)));
    if (between)
      course.depends(`something may have seen the result of ${address} before its flows were settled`);
    const isCut = this.follower.frame.now(step).open?.cancelled ?? false;
    if (!isCut) {
      if (this.step(step).kind === "output") this.outputs.said(address, expected, said);
      return { what: "end", step, visit, at, end: workOf(expected, message ?? ""), doubt: open.doubt };
    }
    if (left) {
      course.visits.set(address, orInstead(this.step(step), expected));
      return { what: "end", step, visit, at, end: cutEnd("cancelled"), doubt: open.doubt };
    }
    course.cut.add(address);
    // A branch ends by itself, and is only kept from leading on.
    if (this.step(step).kind === "branch" && ended === "ok")
      return { what: "end", step, visit, at, end: cutEnd("cancelled") };
    if (ended === "failed" || ended === "ok")
      course.depends(`how ${address} ends had been decided before it was cut`);
    const status = ended === "unknown" ? "unknown" : "cancelled";
    if (open.doubt !== null) course.depends(`${address} was cut, with an effect that nobody knows of`);
    // Inside a workflow that was cut there may be no end that names one.
    const code = status === "unknown" ? expected.code || "outcome-unknown" : null;
    course.visits.set(address, { ...NOTHING, status, code });
    return { what: "end", step, visit, at, end: cutEnd(status) };
  }

  private heed(consequences: Consequence[]) {
    for (const one of consequences) {
      if (one.what === "begin") this.begun(one);
      else if (one.what === "end") this.finished(one);
      else if (one.what === "run-end") this.end = one;
    }
  }

  private begun({ step: id, visit, passed, received, sources }: Begin) {
    const { course } = this;
    const address = this.addressOf(id, visit);
    const step = this.step(id);
    course.passed.set(address, passed);
    if (!course.isOrdered && sources.some(({ on }) => on === "failed"))
      course.depends(`${address} receives the words of a failure`);
    if (course.beginOf(this.address, id, visit)?.between) this.sights.keep(address, step, received);
    this.sources = sources;
    const given = received.ok ? this.worded(received.value, id, visit) : received.code;
    const { came, doubt } = course.doubting(() => this.visit(step, given, address));
    this.ms += came.ms;
    this.open.set(address, { step: id, visit, doubt });
  }

  /** The words of a failure that only the way it went is one of, because it was gone back too often, are believed. */
  private worded(received: JsonObject, step: string, visit: number): JsonObject {
    const { failure } = received;
    if (!isJsonObject(failure) || failure.code !== "rework-limit" || failure.message !== "") return received;
    const message = this.course.beginOf(this.address, step, visit)?.words ?? "";
    return { ...received, failure: { ...failure, message } };
  }

  /** A result may have taken a failure's place. */
  private finished({ step, visit, status, code, result }: Extract<Consequence, { what: "end" }>) {
    const { course } = this;
    const address = this.addressOf(step, visit);
    // It had not come to anything when nobody needed it any more.
    if (this.open.delete(address)) {
      course.cut.add(address);
      course.visits.set(address, NOTHING);
    }
    const known = course.visits.get(address);
    if (known && !course.cut.has(address) && status !== "cancelled")
      course.visits.set(address, { ...known, status, code, result });
  }

  private step(id: string): PlanStep {
    const step = this.plan.steps.find((one) => one.id === id);
    if (!step) throw new Error(`no step ${id}`);
    return step;
  }

  private visit(step: PlanStep, received: JsonObject | string, address: string): Expected {
    const expected = typeof received === "string" ? failure(received) : this.worked(step, received, address);
    this.course.visits.set(address, expected);
    return expected;
  }

  private worked(step: PlanStep, received: JsonObject, address: string): Expected {
    switch (step.kind) {
      case "input":
        return ok(received);
      case "map":
        return this.map(step, address);
      case "workflow":
        return this.workflow(step, received, address);
      case "branch":
        return { ...ok(null), anyResult: true };
      case "output":
        return this.outputs.of(step, address, this.sources);
      case "tool": {
        const expected = interpretTool(step, received, this.course.seed);
        if (expected.status === "unknown") this.course.doubts(expected.code);
        return this.inTime(expected, address, null);
      }
      case "agent":
        return this.inTime(interpretAgent(this.asks, step, received, address), address, step);
    }
  }

  private map(step: MapStep, address: string): Expected {
    const worker = this.step(step.worker);
    const scope = this.follower.scope();
    this.sights.keepItems(address, { step, worker, scope });
    const visit = (received: JsonObject | string, at: string) => this.asks.asked(worker, received, at);
    return interpretItems(this.course, step, { address, scope, worker, visit });
  }

  private workflow(step: WorkflowStep, received: JsonObject, address: string): Expected {
    const { course } = this;
    if (!fits(step.parameters, received)) return failure("wrong-arguments");
    const frame = new FrameRun(course, { plan: course.flows(step.plan), input: received, address });
    // What nobody knows of inside makes the visit's own end unknown, which tells it.
    const { came } = course.doubting(() => frame.run());
    const { end, impossible, doubt, ms } = came;
    if (!end || impossible !== null)
      course.impossible.set(address, impossible ?? "it ended with something left to do");
    if (doubt !== null || end?.status === "unknown") {
      const code = doubt ?? end?.code ?? null;
      course.doubts(code);
      return { status: "unknown", code, result: undefined, ms };
    }
    if (end?.status !== "ok") return { ...failure(end?.code ?? ""), ms };
    const result = end.answer ? frame.answerOf(end.answer) : undefined;
    if (result === undefined) course.depends(`what ${address} comes to isn't said, or not known`);
    return { ...ok(result ?? null), ms };
  }

  private answerOf({ step, visit }: { step: string; visit: number }): Json | undefined {
    return this.outputs.answerOf(this.addressOf(step, visit));
  }

  private inTime(expected: Expected, address: string, step: AgentStep | null): Expected {
    const deadlineMs = step?.limits.deadlineMs ?? null;
    if (deadlineMs !== null && (this.course.waits || expected.ms + SLACK_MS >= deadlineMs))
      this.course.depends(`${address} may reach its deadline`);
    return expected;
  }
}
