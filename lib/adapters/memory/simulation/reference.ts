import { evaluate, pathsRead } from "../../../graph/cel.ts";
import { isJsonObject, type Json, type JsonObject } from "../../../graph/json.ts";
import type { Limits } from "../../../graph/node.ts";
import { render } from "../../../graph/template.ts";
import type {
  AgentStep,
  Call,
  FlowPlan,
  OutputStep,
  Plan,
  PlanField,
  PlanStep,
  ToolStep,
} from "../../../plan/plan.ts";
import { mainOf } from "../../../plan/plan-index.ts";
import { type Asked, keyOf } from "./asked.ts";
import { type Expected, failure, ok, SLACK_MS } from "./expected.ts";
import { type Asker, interpretAgent, type Outside, wrongWith } from "./reference-agent.ts";
import { shown } from "./reference-output.ts";
import { fits } from "./sample-json.ts";
import { isFickle, type Reply, replyTo } from "./scripted-endpoint.ts";
import { admissionOf, answerTo } from "./scripted-systems.ts";

/** What a run must come to. `visits` by address: the steps and call ordinals from the outside in, as in "n1 0 2 n4". */
export type Interpreted = {
  visits: Map<string, Expected>;
  /** Outermost steps that end otherwise than ok: each may be the first to do so. */
  failed: Expected[];
  /** Effects of which nobody knows whether they happened. */
  doubtful: Expected[];
  /** Why the answer depends on when things happen, where it does. */
  timeDependent: string | null;
};

/** Works out by direct recursion what a run of the plan must come to. Shares no code with the engine. */
export function interpret(plan: Plan, input: JsonObject, seed: number): Interpreted {
  return new Interpreter(plan, input, seed).run();
}

type Scope = { input: JsonObject; context: JsonObject; results: JsonObject };

class Interpreter implements Outside {
  private readonly plan: FlowPlan;
  private readonly input: JsonObject;
  private readonly seed: number;
  private readonly visits = new Map<string, Expected>();
  /** Steps on the way that have ended, by id. */
  private readonly ended = new Map<string, Expected>();
  private readonly doubtful: Expected[] = [];
  private readonly fickle = new Map<string, string>();
  private timeDependent: string | null = null;

  constructor(plan: Plan, input: JsonObject, seed: number) {
    this.plan = mainOf(plan);
    this.input = input;
    this.seed = seed;
  }

  run(): Interpreted {
    const { ended } = this;
    for (let next = this.ready(ended); next; next = this.ready(ended))
      ended.set(next.id, this.onWay(next, ended));
    const failed = [...ended.values()].filter((expected) => expected.status !== "ok");
    const { visits, doubtful, timeDependent } = this;
    return { visits, failed, doubtful, timeDependent };
  }

  /** A step on the way that has not been visited and whose predecessors have all ended ok. */
  private ready(ended: Map<string, Expected>): PlanStep | undefined {
    return this.plan.steps.find((step) => {
      if (ended.has(step.id)) return false;
      const into = this.plan.flows.filter((flow) => flow.to === step.id);
      if (into.length === 0) return step.id === this.plan.entry;
      return into.every((flow) => ended.get(flow.from)?.status === "ok");
    });
  }

  private onWay(step: PlanStep, ended: Map<string, Expected>): Expected {
    const results: JsonObject = {};
    for (const [id, { result }] of ended) if (result !== undefined) results[this.step(id).callName] = result;
    const scope = { input: this.input, context: this.input, results };
    return this.visit(step, this.received(step, scope), step.id, scope);
  }

  /** What the ways to a step hand over: what their fields say, and where they say nothing all that came before. */
  private received(step: PlanStep, scope: Scope): JsonObject | string {
    const into = this.plan.flows.filter((flow) => flow.to === step.id);
    const fields = filled(
      into.flatMap((flow) => flow.fields),
      {},
      scope,
      new Map(),
    );
    if (step.kind === "tool" || typeof fields === "string") return fields;
    const typed = inTypes(
      into.flatMap((flow) => flow.fields),
      fields,
    );
    if (typeof typed === "string") return typed;
    const handing = into.filter((flow) => flow.handsOn);
    const onlyInput = handing.every((flow) => flow.from === this.plan.entry);
    if (onlyInput && into.every((flow) => flow.fields.length === 0)) return this.input;
    const handed: JsonObject = handing.length > 0 ? { input: this.input } : {};
    for (const { from } of handing) {
      const { callName } = this.step(from);
      const result = scope.results[callName];
      if (from !== this.plan.entry && result !== undefined) handed[callName] = result;
    }
    return { ...handed, ...typed };
  }

  private step(id: string): PlanStep {
    const step = this.plan.steps.find((one) => one.id === id);
    if (!step) throw new Error(`no step ${id}`);
    return step;
  }

  private visit(step: PlanStep, received: JsonObject | string, address: string, scope: JsonObject): Expected {
    const expected =
      typeof received === "string" ? failure(received) : this.begun(step, received, address, scope);
    this.visits.set(address, expected);
    return expected;
  }

  private shown(step: OutputStep): string {
    const results = new Map([...this.ended].map(([id, { result }]) => [id, result]));
    return shown(step, (id) => this.step(id), results);
  }

  private begun(step: PlanStep, received: JsonObject, address: string, scope: JsonObject): Expected {
    switch (step.kind) {
      case "input":
        return ok(received);
      case "branch":
        throw new Error("this interpreter knows no branches");
      case "output":
        return ok(step.shows.length > 0 ? this.shown(step) : this.rendered(step.template, scope));
      case "tool":
        return fits(step.parameters, received) ? this.tool(step, received) : failure("wrong-arguments");
      case "agent":
        return this.inTime(step, interpretAgent(this, step, received, address), address);
    }
  }

  private rendered(template: string, scope: JsonObject): string {
    const standIn = (expression: string, message: string) => this.standIn(expression, message, scope);
    return render(template, scope, { standIn }).text;
  }

  /** What the answer says where it has no value. */
  private standIn(expression: string, message: string, scope: JsonObject): string {
    const reads = pathsRead(expression).map((path) => path.split("."));
    for (const [, ...names] of reads.filter(([root]) => root === "results")) {
      const reason = this.lack(names, scope.results ?? {});
      if (reason) return `[not available: ${reason}]`;
    }
    const isThere = (names: string[]) =>
      names.reduce<Json | undefined>((json, name) => (isJsonObject(json) ? json[name] : undefined), scope) !==
      undefined;
    const ofInput = reads.every(([root]) => root !== "results");
    return ofInput && !reads.every(isThere) ? "" : `[not available: ${message}]`;
  }

  /** The first of these names that leads nowhere, in words; null when all lead somewhere. */
  private lack(names: string[], within: Json): string | null {
    let json: Json | undefined = within;
    let offers: { name: string; step: string }[] = this.plan.steps.map(({ id, callName }) => ({
      name: callName,
      step: id,
    }));
    let of: PlanStep | undefined;
    const through: string[] = [];
    for (const name of names) {
      const offered = offers.find((one) => one.name === name);
      json = isJsonObject(json) && Object.hasOwn(json, name) ? json[name] : undefined;
      if (offered) through.push(offered.step);
      if (offered) of = this.step(offered.step);
      if (!of) return null;
      if (json === undefined)
        return offered ? this.endOf(of, through.join(" ")) : `${of.name} gave no “${name}”`;
      const asks = offered && of.kind === "agent" && of.role === "supervisor" ? of.calls : [];
      offers = asks.flatMap((call) =>
        call.means.kind === "finish" ? [] : [{ name: call.name, step: call.means.step }],
      );
    }
    return null;
  }

  /** How the visits that were reached through these steps have ended. */
  private endOf({ name }: PlanStep, through: string): string {
    const stepsOf = (address: string) => address.split(" ").filter((_, at) => at % 3 === 0);
    const ends = [...this.visits].filter(([address]) => stepsOf(address).join(" ") === through);
    const came = new Set(ends.map(([, { status }]) => status));
    if (came.has("ok")) return `the result of ${name} was not passed on`;
    if (came.has("unknown")) return `nobody knows whether ${name} happened`;
    return came.has("failed") ? `${name} failed` : `${name} was not asked`;
  }

  private inTime(step: AgentStep, expected: Expected, address: string): Expected {
    const { deadlineMs } = step.limits;
    // Under limits that calls share, some wait until others have ended.
    const waits = this.plan.steps.some((one) => one.kind === "agent" && sharesLimits(one.limits));
    if (deadlineMs !== null && (waits || expected.ms + SLACK_MS >= deadlineMs))
      this.timeDependent ??= `${address} may reach its deadline`;
    return expected;
  }

  private tool(step: ToolStep, given: JsonObject): Expected {
    const { name, tool, effect } = step;
    const refused = admissionOf("tool", name, this.seed);
    if (refused) return failure(refused.code);
    const { end, ms } = answerTo({ name, tool, effect, arguments: given }, this.seed);
    if (end.status === "ok") return { ...ok(end.result), ms };
    const expected: Expected = { status: end.status, code: end.failure.code, result: undefined, ms };
    if (end.status === "unknown") this.doubtful.push(expected);
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

  /** The visit that a call asks for. */
  answer(call: Call, written: Json, asker: Asker): Expected {
    if (call.means.kind === "finish") throw new Error("finish is no visit");
    const good = asker.made.filter(({ expected }) => expected.status === "ok");
    const results = Object.fromEntries(good.map(({ name, expected }) => [name, expected.result ?? null]));
    const scope = { input: this.input, context: asker.context, results };
    const references = new Map(good.map(({ reference, expected }) => [reference, expected.result ?? null]));
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

/** With texts in place of what is no text where a text is declared, or the code of another mismatch. */
function inTypes(fields: PlanField[], context: JsonObject): JsonObject | string {
  const typed = { ...context };
  for (const { name, schema } of fields) {
    const value = context[name];
    if (value === undefined || value === null || schema.type === undefined) continue;
    if (fits({ type: schema.type }, value)) continue;
    if (schema.type !== "string") return "wrong-type";
    typed[name] = JSON.stringify(value);
  }
  return typed;
}

/** The context object, or the code of what is missing. */
function filled(
  fields: PlanField[],
  written: JsonObject,
  scope: JsonObject,
  references: Map<string, Json>,
): JsonObject | string {
  const context: JsonObject = {};
  for (const { name, fill, required } of fields) {
    if (fill.by === "path") {
      const value = evaluate(fill.path, scope);
      if (value.ok) context[name] = value.value;
      else if (required) return "context-missing";
      continue;
    }
    const given = written[name];
    if (fill.by === "model") {
      if (given !== undefined) context[name] = given;
    } else if (typeof given === "string" && references.has(given))
      context[name] = references.get(given) ?? null;
    else if (given !== undefined || required) return "unknown-reference";
  }
  return context;
}
