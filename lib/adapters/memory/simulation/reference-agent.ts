import { isJsonObject, Json, type JsonObject } from "../../../graph/json.ts";
import type { AgentStep, Call } from "../../../plan/plan.ts";
import { type Asked, contextText, type Told } from "./asked.ts";
import { type Expected, failure, ok, SLACK_MS } from "./expected.ts";
import { referenceValue } from "./expressions/reference-value.ts";
import { fits } from "./sample-json.ts";
import type { Reply } from "./scripted-endpoint.ts";

const REPAIRS = 2;
/** Calls of one reply that are performed, and calls of one step that are under way at once. */
const CALLS_OF_A_REPLY = 64;
const UNDER_WAY = 16;
/** A result up to this size is told to a supervisor whole, characters of JSON. */
const WHOLE = 1_500;

/** A call that was answered, and the reference it has from then on. */
type Made = { name: string; reference: string; expected: Expected };

/** Who asks for a visit: what it received, what had been answered before this reply, and where it is. */
export type Asker = { context: JsonObject; made: Made[]; address: string };

/** What a call means that leads to a step. */
export type Leading = Exclude<Call["means"], { kind: "finish" }>;

/** What an agent reaches. */
export interface Outside {
  /** One attempt at a model call; `failures` counts per request within the visit. */
  ask(asked: Asked, failures: Map<string, number>, address: string): Reply;
  /** The visit that a call asks for. */
  answer(call: Call, written: Json, asker: Asker): Expected;
  /** What a call hands to the step that it leads to, or the code of why it can't. */
  given(means: Leading, written: Json, asker: Asker): JsonObject | string;
  /** What an expression of the agent sees. */
  scopeOf(asker: Pick<Asker, "context" | "made">): JsonObject;
}

type Wrong = { code: string; retryable: boolean; retryAfterMs?: number | undefined };

/** Why a reply is no good: what failed, that it was cut, or that there is nothing in it; null when it is one. */
export function wrongWith({ failure, finishReason, text, calls }: Reply): Wrong | null {
  if (failure) return failure;
  if (finishReason === "length") return { code: "reply-cut", retryable: false };
  return text === "" && calls.length === 0 ? { code: "reply-empty", retryable: true } : null;
}

/** How a visit to an agent or a supervisor must end. */
export function interpretAgent(
  outside: Outside,
  step: AgentStep,
  context: JsonObject,
  address: string,
): Expected {
  return new Agent(outside, step, context, address).run();
}

type Checked = {
  call: Call | undefined;
  id: string;
  name: string;
  written: Json;
  refused: boolean;
  tooMany: boolean;
};

class Agent {
  private readonly outside: Outside;
  private readonly step: AgentStep;
  private readonly context: JsonObject;
  private readonly address: string;
  private readonly told: Told[];
  private readonly made: Made[] = [];
  private readonly failures = new Map<string, number>();
  private choice = 0;
  private repairs = 0;
  private rejected = 0;
  private ms = 0;

  constructor(outside: Outside, step: AgentStep, context: JsonObject, address: string) {
    this.outside = outside;
    this.step = step;
    this.context = context;
    this.address = address;
    this.told = [{ said: "context", text: contextText(context) }];
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
      const reply = this.outside.ask(asked, this.failures, this.address);
      this.ms += reply.ms + SLACK_MS;
      const wrong = wrongWith(reply);
      if (wrong === null) return reply;
      const { retryable, retryAfterMs, code } = wrong;
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
    if (json !== undefined && (!this.step.output || fits(this.step.output, json))) return this.accepted(json);
    if (this.repairs >= REPAIRS) return this.giveUp(supervises ? "not-routed" : "output-mismatch");
    this.repairs += 1;
    this.told.push({ said: "correction" });
    return null;
  }

  /** An answer that fits must be accepted, too; what is said where it isn't makes no difference to the endpoint. */
  private accepted(output: Json): Expected | null {
    const { accept } = this.step;
    if (!accept) return ok(output);
    const scope = { ...this.outside.scopeOf({ context: this.context, made: this.made }), output };
    const found = referenceValue(accept.when, scope);
    if (!found.ok || typeof found.value !== "boolean") return this.giveUp("condition-failed");
    if (found.value) return ok(output);
    if (this.rejected >= accept.most) return this.giveUp("not-accepted");
    this.rejected += 1;
    this.told.push({ said: "correction" });
    return null;
  }

  private called(turn: number, calls: Reply["calls"]): Expected | null {
    const checked = calls.map((call, index) => this.checked(call, index, calls.length));
    const [only] = checked;
    if (only && !only.refused && only.call?.means.kind === "finish")
      return { ...ok(this.composed(namedIn(only.written))), ms: 0 };
    const over = checked.find(({ refused, call }) => !refused && call?.means.kind === "handoff");
    if (over?.call?.means.kind === "handoff") return this.handedOver(over.call.means, over.written);
    if (checked.some(({ refused, tooMany }) => refused && !tooMany)) {
      if (this.repairs >= REPAIRS) return this.giveUp("calls-unusable");
      this.repairs += 1;
    } else this.repairs = 0;
    const asker = { context: this.context, made: [...this.made] };
    const answers = checked.map(({ call, written, refused }, index) =>
      refused || !call
        ? null
        : this.outside.answer(call, written, { ...asker, address: `${this.address} ${turn} ${index}` }),
    );
    this.ms += together(answers.flatMap((answer) => (answer ? [answer.ms + SLACK_MS] : [])));
    this.told.push({ said: "reply", calls: calls.map(({ id, name }) => ({ id, name })) });
    for (const [index, { id, name, call }] of checked.entries())
      this.told.push(this.toldOf(id, name, call, answers[index] ?? null));
    const doubt = this.made.find(({ expected }) => expected.status === "unknown")?.expected;
    return doubt && this.step.role === "agent" ? { ...doubt, result: undefined } : null;
  }

  /** Control goes to another, with what the call says or, where it says nothing, with what came here. */
  private handedOver(means: Extract<Leading, { kind: "handoff" }>, written: Json): Expected {
    const { context, made, address } = this;
    const given =
      means.fields.length === 0 ? context : this.outside.given(means, written, { context, made, address });
    return typeof given === "string" ? failure(given) : { ...ok(given), over: means.edge };
  }

  private checked(
    { id, name, arguments: text }: Reply["calls"][number],
    index: number,
    together: number,
  ): Checked {
    const call = this.step.calls.find((one) => one.name === name);
    const written = parsed(text.trim() === "" ? "{}" : text);
    const wrong = !call || written === undefined || !fits(call.offered, written);
    const tooMany = index >= CALLS_OF_A_REPLY;
    const refused =
      tooMany || wrong || (call.means.kind === "finish" ? this.noEnd(written, together) : this.doubted(name));
    return { call, id, name, written: written ?? null, refused, tooMany };
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

/** How long calls take of which so many are under way at once, each begun when an earlier one has come back. */
function together(each: readonly number[]): number {
  const lanes: number[] = Array.from({ length: UNDER_WAY }, () => 0);
  for (const ms of each) {
    const first = lanes.indexOf(Math.min(...lanes));
    lanes[first] = (lanes[first] ?? 0) + ms;
  }
  return Math.max(...lanes);
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
