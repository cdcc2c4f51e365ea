import { evaluate } from "../../../graph/cel.ts";
import { isJsonObject, Json, type JsonObject } from "../../../graph/json.ts";
import { render } from "../../../graph/template.ts";
import type { AgentStep, Call, Plan, PlanField, PlanStep, ToolStep } from "../../../plan/plan.ts";
import { type Asked, keyOf, type Told } from "./asked.ts";
import { fits } from "./sample-json.ts";
import { isFickle, type Reply, replyTo } from "./scripted-endpoint.ts";
import { admissionOf, answerTo } from "./scripted-systems.ts";

/** How a visit to a step must end. `code` is that of its failure; `ms` the longest it may take, waits included. */
export type Expected = {
  status: "ok" | "failed" | "unknown";
  code: string | null;
  result: Json | undefined;
  ms: number;
};

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

/** More than timers add to what replies and waits take, ms. */
const SLACK_MS = 50;
const REPAIRS = 2;
/** A result up to this size is told to a supervisor whole, characters of JSON. */
const WHOLE = 1_500;

/** Works out by direct recursion what a run of the plan must come to. Shares no code with the engine. */
export function interpret(plan: Plan, input: JsonObject, seed: number): Interpreted {
  return new Interpreter(plan, input, seed).run();
}

type Made = { name: string; reference: string; expected: Expected };
type Checked = { call: Call | undefined; id: string; name: string; written: Json; refused: boolean };

class Interpreter {
  private readonly plan: Plan;
  private readonly input: JsonObject;
  private readonly seed: number;
  private readonly visits = new Map<string, Expected>();
  private readonly doubtful: Expected[] = [];
  private readonly fickle = new Map<string, string>();
  private timeDependent: string | null = null;

  constructor(plan: Plan, input: JsonObject, seed: number) {
    this.plan = plan;
    this.input = input;
    this.seed = seed;
  }

  run(): Interpreted {
    const ended = new Map<string, Expected>();
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
    const fields = this.plan.flows.flatMap((flow) => (flow.to === step.id ? flow.fields : []));
    const received =
      fields.length === 0 && step.kind !== "tool" ? this.input : filled(fields, {}, scope, new Map());
    return this.visit(step, received, step.id, scope);
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

  private begun(step: PlanStep, received: JsonObject, address: string, scope: JsonObject): Expected {
    switch (step.kind) {
      case "input":
        return ok(received);
      case "output":
        return ok(render(step.template, scope).text);
      case "tool":
        return fits(step.parameters, received) ? this.tool(step, received) : failure("wrong-arguments");
      case "agent":
        return this.inTime(step, new Agent(this, step, received, address).run(), address);
    }
  }

  private inTime(step: AgentStep, expected: Expected, address: string): Expected {
    const { deadlineMs } = step.limits;
    if (deadlineMs !== null && expected.ms + SLACK_MS >= deadlineMs)
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
    if (refused) return { text: "", calls: [], failure: refused, ms: 0, costNanos: null, tokens: 0 };
    const key = keyOf(asked);
    if (isFickle(asked, this.seed)) {
      if ((this.fickle.get(key) ?? address) !== address)
        this.timeDependent ??= `${address} asks what another visit asks, and the reply changes`;
      this.fickle.set(key, address);
    }
    const reply = replyTo(asked, this.seed, failures.get(key) ?? 0);
    if (reply.failure) failures.set(key, (failures.get(key) ?? 0) + 1);
    return reply;
  }

  /** The visit that a call asks for. */
  answer(call: Call, written: Json, asker: { context: JsonObject; made: Made[]; address: string }): Expected {
    if (call.means.kind === "finish") throw new Error("finish is no visit");
    const good = asker.made.filter(({ expected }) => expected.status === "ok");
    const results = Object.fromEntries(good.map(({ name, expected }) => [name, expected.result ?? null]));
    const scope = { input: this.input, context: asker.context, results };
    const references = new Map(good.map(({ reference, expected }) => [reference, expected.result ?? null]));
    const object = isJsonObject(written) ? written : {};
    const received = filled(call.means.fields, object, scope, references);
    return this.visit(this.step(call.means.step), received, `${asker.address} ${call.means.step}`, scope);
  }
}

/** One visit to an agent or a supervisor. */
class Agent {
  private readonly interpreter: Interpreter;
  private readonly step: AgentStep;
  private readonly context: JsonObject;
  private readonly address: string;
  private readonly told: Told[];
  private readonly made: Made[] = [];
  private readonly failures = new Map<string, number>();
  private choice = 0;
  private repairs = 0;
  private ms = 0;

  constructor(run: Interpreter, step: AgentStep, context: JsonObject, address: string) {
    this.interpreter = run;
    this.step = step;
    this.context = context;
    this.address = address;
    this.told = [{ said: "context", text: JSON.stringify(context) }];
  }

  run(): Expected {
    for (let turn = 0; turn < this.step.limits.maxTurns; turn++) {
      const reply = this.replied();
      if ("code" in reply) return this.giveUp(reply.code);
      const ended = reply.calls.length === 0 ? this.answered(reply.text) : this.called(turn, reply.calls);
      if (ended) return { ...ended, ms: this.ms };
    }
    return this.giveUp("turn-limit");
  }

  /** The turn's reply after retries and fallbacks, or the failure that is left. */
  private replied(): Reply | { code: string } {
    const { models, retry, calls, output, instructions, timeoutMs } = this.step;
    for (let attempt = 1; ; attempt++) {
      const asked: Asked = {
        model: models[this.choice]?.model ?? "",
        instructions,
        told: this.told,
        offers: calls.map(({ name, offered }) => ({ name, parameters: offered })),
        finish: calls.find((call) => call.means.kind === "finish")?.name ?? null,
        output,
        timeoutMs,
      };
      const reply = this.interpreter.ask(asked, this.failures, this.address);
      this.ms += reply.ms + SLACK_MS;
      if (reply.failure === null) return reply;
      const { retryable, retryAfterMs, code } = reply.failure;
      if (retryable && attempt < retry.attempts)
        this.ms += Math.max(Math.min(60_000, retry.backoffMs * 2 ** (attempt - 1)), retryAfterMs ?? 0);
      else if (this.choice + 1 < models.length) {
        this.choice += 1;
        attempt = 0;
      } else return { code };
    }
  }

  private answered(text: string): Expected | null {
    this.told.push({ said: "reply", calls: [] });
    const supervises = this.step.role === "supervisor";
    const json = supervises ? undefined : this.step.output ? parsed(unfenced(text)) : text;
    if (json !== undefined && (!this.step.output || fits(this.step.output, json))) return ok(json);
    if (this.repairs >= REPAIRS) return this.giveUp(supervises ? "not-routed" : "output-mismatch");
    this.repairs += 1;
    this.told.push({ said: "correction" });
    return null;
  }

  private called(turn: number, calls: Reply["calls"]): Expected | null {
    const checked = calls.map((call) => this.checked(call, calls.length));
    const [only] = checked;
    if (only && !only.refused && only.call?.means.kind === "finish")
      return { ...ok(this.composed(namedIn(only.written))), ms: 0 };
    if (checked.some(({ refused }) => refused)) {
      if (this.repairs >= REPAIRS) return this.giveUp("calls-unusable");
      this.repairs += 1;
    }
    const asker = { context: this.context, made: [...this.made] };
    const answers = checked.map(({ call, written, refused }, index) =>
      refused || !call
        ? null
        : this.interpreter.answer(call, written, { ...asker, address: `${this.address} ${turn} ${index}` }),
    );
    this.ms += Math.max(0, ...answers.map((answer) => (answer ? answer.ms + SLACK_MS : 0)));
    this.told.push({ said: "reply", calls: calls.map(({ id, name }) => ({ id, name })) });
    for (const [index, { id, name, call }] of checked.entries())
      this.told.push(this.toldOf(id, name, call, answers[index] ?? null));
    const doubt = this.made.find(({ expected }) => expected.status === "unknown")?.expected;
    return doubt && this.step.role === "agent" ? { ...doubt, result: undefined } : null;
  }

  private checked({ id, name, arguments: text }: Reply["calls"][number], together: number): Checked {
    const call = this.step.calls.find((one) => one.name === name);
    const written = parsed(text.trim() === "" ? "{}" : text);
    const wrong = !call || written === undefined || !fits(call.offered, written);
    const refused =
      wrong || (call.means.kind === "finish" ? this.noEnd(written, together) : this.doubted(name));
    return { call, id, name, written: written ?? null, refused };
  }

  private noEnd(written: Json, together: number): boolean {
    const there = this.made.flatMap(({ reference, expected }) =>
      expected.status === "ok" ? [reference] : [],
    );
    return together > 1 || namedIn(written).some((reference) => !there.includes(reference));
  }

  private doubted(name: string): boolean {
    return this.made.some((made) => made.name === name && made.expected.status === "unknown");
  }

  private toldOf(id: string, name: string, call: Call | undefined, answer: Expected | null): Told {
    if (!answer) return { said: "result", id, code: "refused" };
    const reference = `${name}#${this.made.filter((made) => made.name === name).length + 1}`;
    this.made.push({ name, reference, expected: answer });
    if (answer.status !== "ok") return { said: "result", id, code: answer.code ?? "" };
    const value = answer.result ?? null;
    if (call?.means.kind !== "worker") return { said: "result", id, value };
    const whole = JSON.stringify(value).length <= WHOLE;
    return { said: "result", id, reference, value: whole ? value : undefined };
  }

  private composed(references: string[]): JsonObject {
    const kept = this.made.filter(
      (made) => made.expected.status === "ok" && references.includes(made.reference),
    );
    return Object.fromEntries(kept.map(({ name, expected }) => [name, expected.result ?? null]));
  }

  private giveUp(code: string): Expected {
    const good = this.made.flatMap(({ reference, expected }) =>
      expected.status === "ok" ? [reference] : [],
    );
    const keeps = this.step.role === "supervisor" && good.length > 0;
    return { ...failure(code), result: keeps ? this.composed(good) : undefined, ms: this.ms };
  }
}

const ok = (result: Json): Expected => ({ status: "ok", code: null, result, ms: 0 });
const failure = (code: string): Expected => ({ status: "failed", code, result: undefined, ms: 0 });

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

function namedIn(written: Json): string[] {
  const named = isJsonObject(written) ? written.references : null;
  return Array.isArray(named) ? named.filter((one) => typeof one === "string") : [];
}

function parsed(text: string): Json | undefined {
  try {
    return Json.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

const unfenced = (text: string) => /^```(?:json)?\s*([\s\S]*?)\s*```$/.exec(text.trim())?.[1] ?? text;
