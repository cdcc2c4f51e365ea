import { expect, test } from "vitest";
import type { Value } from "../run/value.ts";
import { runBuilder } from "./fixtures/run-builder.ts";
import { foldAll } from "./fold.ts";
import { requestAsSent, requestParts } from "./request-as-sent.ts";

/** An agent that asks a tool and a worker, gets one result whole and one as a summary, and one refusal. */
function asked() {
  const run = runBuilder();
  run.start({});
  const agent = run.step("desk", "Order desk", { flow: "e1" }, { orderId: "SO-1" });
  const first = run.model(agent, "desk");
  run.wait(10);
  run.reply(first, {
    text: "",
    calls: [
      { name: "read_order", arguments: { id: "SO-1" } },
      { name: "decision", arguments: {} },
    ],
  });
  const rows = Array.from({ length: 900 }, (_, id) => ({ id, note: `row number ${id}` }));
  const tool = run.step(
    "order",
    "Read order",
    { parent: agent, asked: { model: first, index: 0, name: "read_order" } },
    {},
  );
  run.end(tool, { rows: 2 });
  const worker = run.step(
    "decision",
    "Decision",
    { parent: agent, asked: { model: first, index: 1, name: "decision" } },
    {},
  );
  run.end(worker, { rows, words: "Ship it." });
  const second = run.model(agent, "desk", [
    { role: "assistant", span: first },
    { role: "result", callId: `call-${first}-0`, span: tool, form: "whole", reference: "read_order#1" },
    { role: "result", callId: `call-${first}-1`, span: worker, form: "summary", reference: "decision#1" },
    { role: "refusal", callId: "call-x", text: "There is nothing called guess." },
  ]);
  const again = run.model(agent, "desk", [], 1);
  const loaded: string[] = [];
  const sources = {
    instructions: (step: string) => `You are the ${step}.`,
    load: async (value: Value) => {
      if (value.inline !== undefined) return value.inline;
      loaded.push(value.hash);
      return run.blobs.get(value.hash) ?? "";
    },
  };
  return { trace: foldAll(run.runId, run.events), first, second, again, sources, loaded, tool };
}

test("a request is put together from instructions, context, replies and results, in the order they were sent", async () => {
  const { trace, first, second, sources, loaded } = asked();
  const call = trace.spans.get(second);
  if (!call) throw new Error("the second call is there");
  expect(await requestAsSent(trace, call, sources)).toEqual([
    { role: "system", content: "You are the desk." },
    { role: "user", content: '{"orderId":"SO-1"}' },
    {
      role: "assistant",
      content: "",
      calls: [
        { id: `call-${first}-0`, name: "read_order", arguments: '{"id":"SO-1"}' },
        { id: `call-${first}-1`, name: "decision", arguments: "{}" },
      ],
    },
    { role: "tool", callId: `call-${first}-0`, content: '{"rows":2}' },
    {
      role: "tool",
      callId: `call-${first}-1`,
      content: '{"ref":"decision#1","summary":{"rows":"900 items","words":"Ship it."}}',
    },
    {
      role: "tool",
      callId: "call-x",
      content: '{"error":{"code":"refused","message":"There is nothing called guess.","retryable":true}}',
    },
  ]);
  expect(loaded).toHaveLength(1);
});

test("another attempt sends the same request, and what earlier calls had sent already is known", () => {
  const { trace, second, again } = asked();
  const [one, other] = [trace.spans.get(second), trace.spans.get(again)];
  if (!one || !other) throw new Error("both calls are there");
  expect(requestParts(trace, other).parts).toEqual(requestParts(trace, one).parts);
  expect(requestParts(trace, one).sentBefore).toBe(2);
});

test("a call that failed is told to the model as an error", async () => {
  const { trace, second, sources, tool } = asked();
  const [call, failed] = [trace.spans.get(second), trace.spans.get(tool)];
  if (!call || !failed) throw new Error("both are there");
  failed.state = "failed";
  failed.failure = { code: "offline", message: "The TMS is offline.", retryable: false };
  const messages = await requestAsSent(trace, call, sources);
  expect(messages[3]).toMatchObject({
    content: '{"error":{"code":"offline","message":"The TMS is offline.","retryable":false}}',
  });
});
