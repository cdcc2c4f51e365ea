import { isJsonObject, type Json, type JsonObject } from "../../../graph/json.ts";
import type { Limits } from "../../../graph/node.ts";
import type { AgentStep, Call, FlowPlan, OutputStep, Plan, PlanStep } from "../../../plan/plan.ts";
import { type Asked, keyOf } from "./asked.ts";
import type { Consequence, Fact } from "./control-flow/facts.ts";
import { Follower, Impossible } from "./control-flow/follower.ts";
import { inTypes } from "./control-flow/hand-on.ts";
import { cutEnd, type Expected, failure, ok, SLACK_MS, workOf } from "./expected.ts";
import { filled } from "./filled.ts";
import { type Asker, interpretAgent, type Outside, wrongWith } from "./reference-agent.ts";
import { shown } from "./reference-output.ts";
import { renderedText } from "./reference-text.ts";
import { interpretTool } from "./reference-tool.ts";
import { isFickle, type Reply, replyTo } from "./scripted-endpoint.ts";
import { admissionOf } from "./scripted-systems.ts";

/**
 * What came when, as a run's log tells it: visits to steps on the flows in the order in which their flows were settled,
 * and when steps began. Of how a visit ended only that it was cancelled, or unknown, is believed,
 * and the words of a failure.
 */
export type Came =
  | {
      what: "end";
      step: string;
      visit: number;
      at: number;
      status: Expected["status"];
      message?: string | undefined;
    }
  /** A step began: where it was waiting for flows within a time that was over, by that. */
  | { what: "begin"; step: string; at: number };

/**
 * What a run must come to. `visits` by address: the steps, with the ordinals of further visits on the flows and those of
 * calls, from the outside in, as in "n1#2 0 2 n4".
 */
export type Interpreted = {
  visits: Map<string, Expected>;
  /** The flows by which visits on the flows begin, by address. */
  passed: Map<string, string[]>;
  /** Addresses of visits on the flows that are cancelled: what they asked for may have been cut off. */
  cut: Set<string>;
  /** How the run must end, and the address of the output that answers; null where the order is not that of a whole run. */
  end: { status: Expected["status"]; code: string | null; answer: string | null } | null;
  /** What can't be as the order says. */
  impossible: string | null;
  /** Why what a run comes to depends on when things happen, or isn't said by the meaning of plans, where it does or isn't. */
  timeDependent: string | null;
};

/** The address of a visit on the flows. */
export const addressOfVisit = (step: string, visit: number): string =>
  visit === 0 ? step : `${step}#${visit}`;

/**
 * Works out what a run of the plan must come to when things come in this order; without one, each visit ends before the
 * next one that was begun. Shares no code with the engine.
 */
export function interpret(
  plan: Plan,
  input: JsonObject,
  { seed, order = null, patienceMs = Infinity }: Interpreting,
): Interpreted {
  return new Interpreter(plan, input, { seed, patienceMs }).run(order);
}

/** `patienceMs`: how late after the time within which it waits a step may begin, where somebody has to notice first. */
type Interpreting = { seed: number; order?: readonly Came[] | null; patienceMs?: number };

class Interpreter implements Outside {
  private readonly plan: FlowPlan;
  private readonly input: JsonObject;
  private readonly seed: number;
  private readonly patienceMs: number;
  private readonly follower: Follower;
  private readonly visits = new Map<string, Expected>();
  private readonly passed = new Map<string, string[]>();
  private readonly cut = new Set<string>();
  /** Visits on the flows that have begun and not ended. */
  private readonly open = new Map<string, { step: string; visit: number; doubt: string | null }>();
  private readonly fickle = new Map<string, string>();
  private end: Interpreted["end"] = null;
  private doubt: string | null = null;
  private isOrdered = false;
  private sources: Extract<Consequence, { what: "begin" }>["sources"] = [];
  private timeDependent: string | null = null;

  constructor(plan: Plan, input: JsonObject, { seed, patienceMs }: { seed: number; patienceMs: number }) {
    const main = plan.plans[plan.main];
    if (!main) throw new Error(`no plan ${plan.main}`);
    this.plan = main;
    this.input = input;
    this.seed = seed;
    this.patienceMs = patienceMs;
    this.follower = new Follower(main, input);
  }

  run(order: readonly Came[] | null): Interpreted {
    this.isOrdered = order !== null;
    let impossible: string | null = null;
    try {
      this.heed(this.follower.start());
      if (order) for (const one of order) this.hear(one);
      else this.inTurn();
    } catch (error) {
      if (!(error instanceof Impossible)) throw error;
      impossible = error.message;
    }
    const { visits, passed, cut, end } = this;
    return {
      visits,
      passed,
      cut,
      end,
      impossible,
      timeDependent: this.timeDependent ?? this.follower.undetermined,
    };
  }

  private inTurn() {
    for (;;) {
      const [next] = this.open.values();
      if (!next || this.follower.ended) return;
      const { step, visit } = next;
      this.heed(this.follower.take(this.factOf({ what: "end", step, visit, at: 0, status: "ok" })));
    }
  }

  private hear(came: Came) {
    const waiting = this.follower.waiting();
    const late = waiting.find(({ until }) => until + this.patienceMs < came.at);
    if (late) throw new Impossible(`${late.step} did not begin when its time was over at ${late.until}`);
    const { step, at } = came;
    if (came.what === "end") this.heed(this.follower.take(this.factOf(came)));
    else if (waiting.some((one) => one.step === step && one.until <= at))
      this.heed(this.follower.take({ what: "time", step, at }));
  }

  private factOf({ step, visit, at, status: ended, message }: Extract<Came, { what: "end" }>): Fact {
    const address = addressOfVisit(step, visit);
    const expected = this.visits.get(address);
    const open = this.open.get(address);
    if (!expected || !open) throw new Impossible(`${address} should not have been visited, or has ended`);
    this.open.delete(address);
    const isCut = this.follower.frame.now(step).open?.cancelled ?? false;
    if (!isCut)
      return { what: "end", step, visit, at, end: workOf(expected, message ?? ""), doubt: open.doubt };
    this.cut.add(address);
    // A branch ends by itself, and is only kept from leading on.
    if (this.step(step).kind === "branch" && ended === "ok")
      return { what: "end", step, visit, at, end: cutEnd("cancelled") };
    const status = ended === "unknown" ? "unknown" : "cancelled";
    if (open.doubt !== null) this.timeDependent ??= `${address} was cut, with an effect that nobody knows of`;
    const code = status === "unknown" ? (expected.code ?? "outcome-unknown") : null;
    this.visits.set(address, { status, code, anyResult: true, result: undefined, ms: 0 });
    return { what: "end", step, visit, at, end: cutEnd(status) };
  }

  private heed(consequences: Consequence[]) {
    for (const one of consequences) {
      if (one.what === "begin") this.begun(one);
      else if (one.what === "end") this.ended(one);
      else if (one.what === "run-end") {
        const { status, code, answer } = one;
        this.end = { status, code, answer: answer && addressOfVisit(answer.step, answer.visit) };
      }
    }
  }

  private begun({ step: id, visit, passed, received, sources }: Extract<Consequence, { what: "begin" }>) {
    const address = addressOfVisit(id, visit);
    const step = this.step(id);
    this.passed.set(address, passed);
    if (!this.isOrdered && sources.some(({ on }) => on === "failed"))
      this.timeDependent ??= `${address} receives the words of a failure`;
    this.doubt = null;
    this.sources = sources;
    this.visit(step, received.ok ? received.value : received.code, address, this.follower.scope());
    this.open.set(address, { step: id, visit, doubt: this.doubt });
  }

  /** A result may have taken a failure's place. */
  private ended({ step, visit, status, code, result }: Extract<Consequence, { what: "end" }>) {
    const address = addressOfVisit(step, visit);
    const known = this.visits.get(address);
    if (known && !this.cut.has(address) && status !== "cancelled")
      this.visits.set(address, { ...known, status, code, result });
  }

  private step(id: string): PlanStep {
    const step = this.plan.steps.find((one) => one.id === id);
    if (!step) throw new Error(`no step ${id}`);
    return step;
  }

  private visit(step: PlanStep, received: JsonObject | string, address: string, scope: JsonObject): Expected {
    const expected =
      typeof received === "string" ? failure(received) : this.worked(step, received, address, scope);
    this.visits.set(address, expected);
    return expected;
  }

  private worked(step: PlanStep, received: JsonObject, address: string, scope: JsonObject): Expected {
    switch (step.kind) {
      case "input":
        return ok(received);
      case "map":
      case "workflow":
        throw new Error(`the reference has no ${step.kind} yet`);
      case "branch":
        return { ...ok(null), anyResult: true };
      case "output":
        return this.output(step, scope);
      case "tool": {
        const expected = interpretTool(step, received, this.seed);
        if (expected.status === "unknown") this.doubt = expected.code;
        return this.inTime(expected, address, null);
      }
      case "agent":
        return this.inTime(interpretAgent(this, step, received, address), address, step);
    }
  }

  private output(step: OutputStep, scope: JsonObject): Expected {
    if (step.shows.length === 0) {
      const { steps } = this.plan;
      return ok(renderedText(step.template, scope, { steps, ends: (through) => this.endsOf(through) }));
    }
    const { frame } = this.follower;
    const shows = step.shows.filter((id) => this.sources.some((source) => source.step === id));
    const results = new Map(shows.map((id) => [id, frame.now(id).results.at(-1)]));
    const text = shown({ ...step, shows }, (id) => this.step(id), results);
    // How an output shows a failure that led to it is not said.
    const anyResult =
      this.sources.some(({ on }) => on === "failed") || [...results.values()].includes(undefined);
    return { ...ok(text), anyResult };
  }

  private endsOf(through: readonly string[]): Set<string> {
    const stepsOf = (address: string) =>
      address.split(" ").flatMap((part, at) => (at % 3 === 0 ? [part.replace(/#\d+$/, "")] : []));
    const came = [...this.visits].filter(([address]) => stepsOf(address).join(" ") === through.join(" "));
    return new Set(came.map(([, { status }]) => status));
  }

  private inTime(expected: Expected, address: string, step: AgentStep | null): Expected {
    const deadlineMs = step?.limits.deadlineMs ?? null;
    // Under limits that calls share, some wait until others have ended.
    const waits = this.plan.steps.some((one) => one.kind === "agent" && sharesLimits(one.limits));
    if (deadlineMs !== null && (waits || expected.ms + SLACK_MS >= deadlineMs))
      this.timeDependent ??= `${address} may reach its deadline`;
    return expected;
  }

  /** One attempt at a model call; `failures` counts per request within the visit. */
  ask(asked: Asked, failures: Map<string, number>, address: string): Reply {
    const refused = admissionOf("model", asked.model, this.seed);
    if (refused) {
      const nothing = { text: "", calls: [], finishReason: null, ms: 0, priced: true, share: 0, lies: false };
      return { ...nothing, failure: refused };
    }
    const key = keyOf(asked);
    if (isFickle(asked, this.seed)) {
      if ((this.fickle.get(key) ?? address) !== address)
        this.timeDependent ??= `${address} asks what another visit asks, and the reply changes`;
      this.fickle.set(key, address);
    }
    const reply = replyTo(asked, this.seed, failures.get(key) ?? 0);
    if (wrongWith(reply)) failures.set(key, (failures.get(key) ?? 0) + 1);
    return reply;
  }

  scopeOf({ context, made }: Pick<Asker, "context" | "made">) {
    const good = made.filter(({ expected }) => expected.status === "ok");
    const results = Object.fromEntries(good.map(({ name, expected }) => [name, expected.result ?? null]));
    return { input: this.input, context, results };
  }

  /** The visit that a call asks for. */
  answer(call: Call, written: Json, asker: Asker): Expected {
    if (call.means.kind === "finish") throw new Error("finish is no visit");
    const scope = this.scopeOf(asker);
    const references = new Map(
      asker.made.flatMap(({ reference, expected }) =>
        expected.status === "ok" ? [[reference, expected.result ?? null] as const] : [],
      ),
    );
    const object = isJsonObject(written) ? written : {};
    const step = this.step(call.means.step);
    const given = filled(call.means.fields, object, scope, references);
    const received =
      step.kind === "tool" || typeof given === "string" ? given : inTypes(call.means.fields, given);
    return this.visit(step, received, `${asker.address} ${call.means.step}`, scope);
  }
}

const sharesLimits = ({ maxTokens, maxCostNanos, maxCalls }: Limits) =>
  maxTokens !== null || maxCostNanos !== null || maxCalls !== null;
