import { expect, test } from "vitest";
import type { AgentStep } from "../../plan/plan.ts";
import { foldAll } from "../../trace/fold.ts";
import type { Span } from "../../trace/trace.ts";
import { inlineText } from "../../trace/value-text.ts";
import { createBench } from "./run-bench.ts";
import type { ScriptedReply } from "./scripted-models.ts";
import { agent, calls, field, limitsOf, model, planOf, texts, tool, topic } from "./small-plan.ts";

/** Runs one agent on these replies, the last of which comes again and again. */
async function run(step: Partial<AgentStep>, ...replies: ScriptedReply[]) {
  const bench = createBench({
    models: (_call, nth) => replies[Math.min(nth, replies.length) - 1] ?? {},
    tools: () => ({ status: "ok", result: "found", held: false, notes: [] }),
  });
  const find = tool("find", "read", texts("id"));
  const one = agent("writer", { calls: [calls("tool", "find", [field("id")])], ...step });
  await bench.start(planOf(one, [find]), topic("x"));
  await bench.drive();
  const events = await bench.events();
  const trace = foldAll("run-1", events);
  const spans = [...trace.spans.values()];
  const models = spans.filter((span) => span.kind === "model");
  const visit = spans.find((span) => span.step === "writer" && span.kind === "step") as Span;
  return { bench, trace, models, visit, tools: bench.performed.length };
}

const ALONE = { retry: { attempts: 1, backoffMs: 0 } };
const LENGTH = { finishReason: "length" };

test.each<[string, ScriptedReply, string, string]>([
  ["nothing at all", { text: "" }, "reply-empty", "its reply was empty (stop)"],
  ["blank text", { text: " \n" }, "reply-empty", "empty"],
  ["thinking alone", { thinking: "Hm." }, "only-thinking", "only thinking came"],
  [
    "a call that its endpoint could not read",
    { finishReason: "function_call_filter: MALFORMED_FUNCTION_CALL" },
    "malformed-call",
    "MALFORMED_FUNCTION_CALL",
  ],
  [
    "calls that are announced and don't come",
    { text: "I call", finishReason: "tool_calls" },
    "malformed-call",
    "tool_calls",
  ],
  [
    "half a sentence",
    { text: "The order is", ...LENGTH, used: [10, 1_000] },
    "reply-cut",
    "at the limit of 1,000 tokens",
  ],
  [
    "half a sentence, before the limit",
    { text: "The order is", ...LENGTH, used: [10, 200] },
    "reply-cut",
    "after 200 tokens, before the step's limit of 1,000 tokens",
  ],
  [
    "thinking up to the limit",
    { thinking: "Hm.", ...LENGTH, used: [10, 1_000] },
    "limit-used-up",
    "Raise “Longest answer”",
  ],
  [
    "nothing up to the limit",
    { ...LENGTH, used: [10, 1_000] },
    "limit-used-up",
    "at the limit of 1,000 tokens",
  ],
  ["a filtered reply", { text: "So f", finishReason: "content_filter" }, "content-filter", "content filter"],
  [
    "a refusal",
    { text: "I can't help with that.", finishReason: "refusal" },
    "refused",
    "“I can't help with that.”",
  ],
  [
    "an error in the middle",
    { text: "So f", finishReason: "error" },
    "reply-broken",
    "error on the endpoint's side",
  ],
  ["a reason that nobody knows", { text: "Fine.", finishReason: "weather" }, "unknown-end", "“weather”"],
])("%s is never plainly done", async (_, reply, code, says) => {
  const { models, visit, trace } = await run(ALONE, reply);
  expect(trace.state).toBe("failed");
  expect(visit.failure).toMatchObject({ code });
  expect(visit.failure?.message).toContain(says);
  expect(models[0]?.state).toBe("failed");
  expect(inlineText(models[0]?.reply?.text ?? null)).toBe(reply.text ?? "");
});

test("how many tokens of thinking used up the limit is said where they are counted", async () => {
  const { bench, visit } = await run(ALONE, { ...LENGTH, used: [10, 1_000], thinkingTokens: 990 });
  expect(visit.failure?.message).toContain(
    "990 tokens of thinking used up what small had at the limit of 1,000 tokens",
  );
  expect(bench.models.calls).toHaveLength(1);
});

test.each<[string, ScriptedReply, number]>([
  ["what may pass is tried again", { text: "" }, 3],
  ["a limit that cut once would cut again", { text: "The or", ...LENGTH }, 1],
  ["so would a filter", { finishReason: "content_filter" }, 1],
])("%s", async (_, reply, attempts) => {
  const { bench } = await run({ retry: { attempts: 3, backoffMs: 1 } }, reply);
  expect(bench.models.calls).toHaveLength(attempts);
});

test("an empty reply that is followed by a good one is forgotten; a cut one goes to the next model", async () => {
  expect((await run({}, { text: "" }, { text: "Done." })).trace.state).toBe("ok");
  const models = [model("small"), model("large")];
  const { bench, trace } = await run(
    { models },
    { text: "The or", ...LENGTH },
    { text: "The order is late." },
  );
  expect(trace.state).toBe("ok");
  expect(bench.models.calls.map(({ choice }) => choice.model)).toEqual(["small", "large"]);
});

test.each([
  ["cut", { text: "The order is", ...LENGTH }, "cut off at the limit of 1,000 tokens"],
  ["unknown", { text: "Fine.", finishReason: "weather" }, "may not be whole"],
] as const)("a step that takes cut answers goes on with one that is %s, marked", async (end, reply, note) => {
  const { visit, models, trace } = await run({ limits: limitsOf({ cutAnswer: "use" }) }, reply);
  expect(trace.state).toBe("ok");
  expect(inlineText(visit.result)).toBe(reply.text);
  expect(visit.notes.join()).toContain(note);
  expect(models[0]?.reply?.end).toBe(end);
});

test("a structured answer that fits is whole, however it ended; a cut one is told as cut, and not asked for again", async () => {
  const whole = await run({ output: texts("order") }, { text: '{"order":"A-1"}', ...LENGTH });
  expect(whole.trace.state).toBe("ok");
  expect(whole.visit.notes.join()).toContain("cut off");
  const limits = limitsOf({ cutAnswer: "use" });
  const cut = await run({ output: texts("order"), limits }, { text: '{"order":"A-', ...LENGTH });
  expect(cut.visit.failure?.code).toBe("reply-cut");
  expect(cut.bench.models.calls).toHaveLength(1);
});

test.each(['{"id":"A', ""])(
  "arguments cut by the limit (%j) are told as that, performed by nobody and not asked for again",
  async (text) => {
    const { bench, visit, models, tools } = await run(
      {},
      { calls: [{ name: "find", arguments: text }], ...LENGTH },
    );
    expect(visit.failure).toMatchObject({ code: "arguments-cut" });
    expect(visit.failure?.message).toContain("The arguments of the call find were cut off");
    expect(models[0]?.reply?.calls[0]?.problem?.message).toContain("limit of 1,000 tokens");
    expect(bench.models.calls).toHaveLength(1);
    expect(tools).toBe(0);
  },
);

test("calls that came whole are performed, though the reply was cut after them or its end is unknown", async () => {
  for (const finishReason of ["length", "weather", ""]) {
    const asked = { calls: [{ name: "find", arguments: { id: "A" } }], finishReason };
    const { trace, tools } = await run({}, asked, { text: "Done." });
    expect({ state: trace.state, tools }).toEqual({ state: "ok", tools: 1 });
  }
});

test("a reply that does not say why it ended is taken, and known as such", async () => {
  const { trace, models } = await run({}, { text: "Done.", finishReason: "" });
  expect(trace.state).toBe("ok");
  expect(models[0]?.reply?.end).toBe("unstated");
});

test("thinking is kept apart from the answer, is handed to nobody, and comes live in a stream of its own", async () => {
  const asked = {
    thinking: "I need it.",
    text: "Let me see.",
    calls: [{ name: "find", arguments: { id: "A" } }],
  };
  const { bench, models, visit } = await run({}, asked, { thinking: "Now I know.", text: "It is late." });
  expect(inlineText(visit.result)).toBe("It is late.");
  expect(models.map(({ reply }) => inlineText(reply?.thinking ?? null))).toEqual([
    "I need it.",
    "Now I know.",
  ]);
  const sent = bench.models.calls[1]?.messages.find((message) => message.role === "assistant");
  expect(sent).toMatchObject({ content: "Let me see.", thinking: "I need it." });
});

test("bad replies with good ones between them are forgiven; three in a row are not", async () => {
  const bad = { calls: [{ name: "find", arguments: "{" }] };
  const good = { calls: [{ name: "find", arguments: { id: "A" } }] };
  const forgiven = await run({}, bad, bad, good, bad, good, bad, bad, good, { text: "Done." });
  expect(forgiven.trace.state).toBe("ok");
  expect(forgiven.tools).toBe(3);
  const unusable = await run({}, good, bad, bad, bad, { text: "Done." });
  expect(unusable.visit.failure).toMatchObject({ code: "calls-unusable" });
  expect(unusable.visit.failure?.message).toContain("3 times in a row");
});

test("numbers that a double can't hold keep their digits in arguments and in answers", async () => {
  const id = "9007199254740993";
  const asked = { calls: [{ name: "find", arguments: `{"id":${id}}` }] };
  const { bench, models, visit } = await run({ output: texts("order") }, asked, { text: `{"order":${id}}` });
  expect(bench.performed[0]?.arguments).toEqual({ id });
  expect(models[0]?.reply?.calls[0]).toMatchObject({ exact: 1, problem: null });
  expect(inlineText(visit.result)).toBe(`{"order":"${id}"}`);
});

test("what no page and no store can hold is replaced in arguments and answers", async () => {
  const asked = { calls: [{ name: "find", arguments: '{"id":"a\\u0000b\\ud83d"}' }] };
  const { bench } = await run({}, asked, { text: "Done." });
  expect(bench.performed[0]?.arguments).toEqual({ id: "a\ufffdb\ufffd" });
});
