import { createHash } from "node:crypto";
import { requestBody } from "../../lib/adapters/models/openai/request-body.ts";
import { createPriceBook } from "../../lib/adapters/models/price-book.ts";
import { LIST_PRICES } from "../../lib/adapters/models/price-list.ts";
import { quirksOf } from "../../lib/adapters/models/quirks-of.ts";
import { assembleCall } from "../../lib/engine/assemble.ts";
import type { Crypto, Models } from "../../lib/engine/ports.ts";
import { Values } from "../../lib/engine/values.ts";
import { mainOf, stepOf } from "../../lib/plan/plan-index.ts";
import { evolve } from "../../lib/run/evolve.ts";
import { pathKey } from "../../lib/run/path.ts";
import { planAt } from "../../lib/run/plan-at.ts";
import { initialState } from "../../lib/run/state.ts";
import { foldAll } from "../../lib/trace/fold.ts";
import { eventsOf } from "./check-log.ts";
import type { History, StoredRun, Violation } from "./history.ts";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

/** A model call in the log: what was to be sent, and how it ended. */
type Asked = {
  runId: string;
  span: number;
  path: string;
  bodyHash: string;
  model: string;
  ended: string | null;
};

/** The body that a model call is sent as, at an endpoint that refused nothing; tests with another model say so. */
export type BodyOf = Models["request"];
// The SDK's request type is made of JSON values only.
const openaiBody: BodyOf = (call) =>
  requestBody(call, quirksOf("http://127.0.0.1/v1", call.choice.model, [])) as unknown as ReturnType<BodyOf>;

/** The model calls of a run, each with the hash of the body that the log says it was sent as. */
async function askedBy(run: StoredRun, mac: Crypto["mac"], bodyOf: BodyOf): Promise<Asked[]> {
  const log = { blob: async (_runId: string, hash: string) => run.values.get(hash) ?? null };
  const values = new Values({ runId: run.id, workspaceId: run.workspaceId }, log, { mac });
  const state = initialState(run.id, run.plan);
  const asked = new Map<number, Asked>();
  for (const event of eventsOf(run)) {
    evolve(state, event);
    if (event.type === "span-end") {
      const call = asked.get(event.span);
      if (call) call.ended = event.outcome.status;
    }
    if (event.type !== "span-start" || event.work.kind !== "model") continue;
    const visit = state.visits.get(event.parent ?? 0);
    const step = stepOf(planAt(run.plan, event.path) ?? mainOf(run.plan), event.step);
    if (visit?.kind !== "agent" || step.kind !== "agent")
      throw new Error(`span ${event.seq} of run ${run.id} is no agent's`);
    const call = await assembleCall(
      { values, state, workspaceId: "" },
      { step, visit, choice: event.work.choice },
    );
    const bodyHash = sha256(JSON.stringify(bodyOf(call)));
    const path = pathKey(event.path);
    asked.set(event.seq, {
      runId: run.id,
      span: event.seq,
      path,
      bodyHash,
      model: call.choice.model,
      ended: null,
    });
  }
  return [...asked.values()];
}

/**
 * The endpoint's ledger against the log, body by body: no more calls than the log began, so none without its span-start
 * and, as nothing is begun again whose result is stored, none made again but those lost; none missing whose reply is
 * stored; and lost calls only where there was a fault.
 */
export async function checkCalls(history: History, bodyOf: BodyOf = openaiBody): Promise<Violation[]> {
  const found: Violation[] = [];
  const say = (check: string, runId: string, message: string) => found.push({ check, runId, message });
  const asked = (await Promise.all(history.runs.map((run) => askedBy(run, history.mac, bodyOf)))).flat();
  const byBody = Map.groupBy(asked, (call) => call.bodyHash);
  const made = Map.groupBy(history.calls, (call) => call.bodyHash);

  for (const [bodyHash, calls] of made)
    if (!byBody.has(bodyHash))
      say("calls", "", `${calls.length} calls with a body that no log has: ${bodyHash}`);
  for (const [bodyHash, spans] of byBody) {
    const calls = made.get(bodyHash)?.length ?? 0;
    const told = `${spans[0]?.path}, spans ${spans.map(({ span, ended }) => `${span} ${ended}`).join(", ")}`;
    const runId = spans[0]?.runId ?? "";
    const stored = spans.filter((span) => span.ended === "ok" || span.ended === "failed").length;
    if (calls > spans.length) say("calls", runId, `${calls} calls for ${spans.length} starts: ${told}`);
    if (calls < stored) say("calls", runId, `${calls} calls for ${stored} stored replies: ${told}`);
  }
  const lost = asked.filter((span) => span.ended === "lost");
  if (history.faults === 0 && lost.length > 0)
    say("lost", lost[0]?.runId ?? "", `${lost.length} calls lost without a fault`);
  return [...found, ...checkCosts(history, asked)];
}

/**
 * Tokens and cost: what a run's trace adds up to is what the endpoint counted for as many calls of each body as have their
 * reply stored. Beyond that the endpoint counted only calls that the log calls lost or cancelled.
 */
function checkCosts(history: History, asked: Asked[]): Violation[] {
  const found: Violation[] = [];
  const prices = createPriceBook(LIST_PRICES);
  const usageOf = new Map(
    history.calls.flatMap(({ bodyHash, usage }) => (usage ? [[bodyHash, usage] as const] : [])),
  );
  for (const run of history.runs) {
    const trace = foldAll(run.id, eventsOf(run));
    const told = { ...trace.totals.usage, costNanos: trace.totals.costNanos ?? Number.NaN };
    for (const { state, reply } of trace.spans.values()) {
      if (state !== "cancelled" || !reply) continue;
      // Of a call that was cut the endpoint told no usage: the trace has an estimate.
      told.inputTokens -= reply.usage.inputTokens;
      told.outputTokens -= reply.usage.outputTokens;
      told.costNanos -= reply.costNanos ?? 0;
    }
    const counted = { input: 0, output: 0, costNanos: 0 };
    for (const call of asked) {
      const usage = usageOf.get(call.bodyHash);
      if (call.runId !== run.id || call.ended !== "ok" || !usage) continue;
      const spent = {
        inputTokens: usage.prompt_tokens,
        cachedTokens: 0,
        outputTokens: usage.completion_tokens,
      };
      counted.input += spent.inputTokens;
      counted.output += spent.outputTokens;
      counted.costNanos += prices.cost(call.model, spent, Date.now()) ?? Number.NaN;
    }
    const { inputTokens, outputTokens, costNanos } = told;
    if (inputTokens !== counted.input || outputTokens !== counted.output || costNanos !== counted.costNanos)
      found.push({
        check: "costs",
        runId: run.id,
        message: `the trace says ${inputTokens} + ${outputTokens} tokens, ${costNanos} nano-dollars; the endpoint ${counted.input} + ${counted.output}, ${counted.costNanos}`,
      });
  }
  return found;
}
