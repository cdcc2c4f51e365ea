import { performance } from "node:perf_hooks";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { driveRun } from "../../../engine/drive.ts";
import type { Ports } from "../../../engine/ports.ts";
import { isJsonObject, type Json, type JsonObject } from "../../../graph/json.ts";
import { orderException } from "../../../graph/templates/order-exception.ts";
import { mainOf } from "../../../plan/plan-index.ts";
import { chatBody } from "../../../run/chat-body.ts";
import { Quirk } from "../../../run/quirk.ts";
import { foldAll } from "../../../trace/fold.ts";
import { requestAsSent } from "../../../trace/request-as-sent.ts";
import type { Span, Trace } from "../../../trace/trace.ts";
import { createModels } from "../../models/models.ts";
import type { KnownQuirk } from "../../models/quirks-of.ts";
import type { ScriptedReply } from "../../models/scripted/scripted-reply.ts";
import { type ScriptedServer, startScriptedServer } from "../../models/scripted/scripted-server.ts";
import { STRICTNESSES, type Strictness } from "../../models/scripted/strictness.ts";
import { answerRequest } from "../../models/simulated/answer-request.ts";
import { NO_MASK } from "../../secrets/mask.ts";
import { createBench } from "../run-bench.ts";
import { INPUT, OrderException } from "./template-run.ts";

const agents = orderException().graph.nodes.filter(
  (node) => node.kind === "agent" || node.kind === "supervisor",
);
let template: OrderException;
let server: ScriptedServer;
/** Replies by asker and by how many results it had: the same whatever form a request has. */
const replies = new Map<string, ScriptedReply>();
let answer: Json;
let blobs: (hash: string) => Promise<string | null>;
beforeAll(async () => {
  template = new OrderException();
  server = await startScriptedServer();
  server.play((body) => {
    const reply = faithful(body);
    replies.set(keyOf(body), reply);
    return reply;
  });
  ({ answer } = await run([]));
  server.play((body) => replies.get(keyOf(body)) ?? { kind: "status", status: 500 });
});
afterAll(async () => {
  template.close();
  await server.close();
});

/** Runs the bundled template over HTTP through the SDK and the engine. */
async function run(rules: readonly Strictness[]) {
  const quirks: KnownQuirk[] = [];
  server.insist(rules);
  server.requests.length = 0;
  const bench = createBench({ models: () => ({}) });
  const ports: Ports = {
    ...bench.ports,
    clock: {
      monotonic: () => performance.now(),
      wait: (ms, signal) => wait(ms, undefined, { signal }).catch(() => {}),
    },
    models: createModels({
      maskOf: async () => NO_MASK,
      connection: async () => ({ id: "c", baseUrl: server.baseUrl, secret: null, quirks }),
      remember: async ({ model, quirk }) => {
        quirks.push({ model, quirk });
      },
    }),
    tools: { perform: async (call) => template.perform(call) },
  };
  await bench.start(template.plan, INPUT, "real");
  const signal = new AbortController().signal;
  await driveRun(ports, "run-1", { name: "tester", leaseMs: 60_000, signal });
  const trace = foldAll("run-1", await bench.events());
  blobs = (hash) => bench.log.blob("run-1", hash);
  return { answer: await bench.answer(), trace };
}

/** What a model that follows the template to the letter replies. */
function faithful(body: unknown): ScriptedReply {
  const asker = askerOf(body);
  const simulation = JSON.stringify({ reply: asker.kind === "agent" ? asker.simulatedReply : null });
  const answered = answerRequest(JSON.stringify({ ...Object(body), metadata: { simulation } }));
  if (!answered.ok) throw new Error(answered.error.message);
  const { text, calls, finishReason, usage } = answered.completion;
  // A word beside the calls, without ids: what some endpoints then refuse to take back.
  const untold = calls.map(({ name, arguments: given }) => ({ id: "", name, arguments: given }));
  return { kind: "reply", text: calls.length > 0 ? "Let me see." : text, calls: untold, finishReason, usage };
}

function messagesOf(body: unknown): JsonObject[] {
  const messages: Json = Object(body).messages;
  return Array.isArray(messages) ? messages.filter(isJsonObject) : [];
}

function askerOf(body: unknown) {
  const first = String(messagesOf(body)[0]?.content);
  const asker = agents.find((agent) => first.startsWith(agent.instructions));
  if (!asker) throw new Error("expected a request of an agent of the order exception");
  return asker;
}

function keyOf(body: unknown): string {
  return `${askerOf(body).id} ${messagesOf(body).filter(({ role }) => role === "tool").length}`;
}

test.each([
  ...STRICTNESSES.map((rule) => [rule, [rule]] as const),
  ["everything at once", STRICTNESSES.filter((rule) => rule !== "only-max-tokens")] as const,
])("the template ends well at an endpoint that insists on %s", async (_, rules) => {
  const { answer: given, trace } = await run(rules);
  expect(trace.failure).toBeNull();
  expect(given).toEqual(answer);
  const spans = [...trace.spans.values()].filter((span) => span.kind === "model");
  expect(spans.every((span) => span.state === "ok")).toBe(true);
  const refused = server.completions().filter((request) => request.refused).length;
  expect(spans.reduce((sum, span) => sum + span.notes.length, 0)).toBe(refused);
  const taken = server
    .completions()
    .filter((request) => !request.refused)
    .map(({ body }) => body);
  for (const span of spans) expect(taken).toContainEqual(await bodyOf(trace, span));
});

/** The body as the trace tells it. */
async function bodyOf(trace: Trace, span: Span) {
  const stepOf = (id: string) => mainOf(template.plan).steps.find((step) => step.id === id);
  const step = stepOf(span.step);
  if (step?.kind !== "agent") throw new Error(`expected an agent ${span.step}`);
  const messages = await requestAsSent(trace, span, {
    instructions(id) {
      const found = stepOf(id);
      return found?.kind === "agent" ? found.instructions : "";
    },
    load: async (value) => value.inline ?? (await blobs(value.hash)) ?? "",
  });
  return chatBody(
    {
      model: step.models[0]?.model ?? "",
      messages,
      tools: step.calls.map(({ name, description, offered }) => ({
        name,
        description,
        parameters: { ...offered },
      })),
      output: step.output && { name: step.callName, schema: { ...step.output } },
      maxOutputTokens: step.limits.maxOutputTokens,
    },
    z.array(Quirk).parse(span.reply?.quirks ?? []),
  );
}
