import { expect } from "vitest";
import type { ModelCall, ToolResult } from "../../engine/ports.ts";
import { firstDifference } from "../../engine/redecide.ts";
import type { AgentStep, Plan } from "../../plan/plan.ts";
import type { EventOf, EventType, RunEvent } from "../../run/event.ts";
import { createBench } from "./run-bench.ts";
import type { ScriptedReply } from "./scripted-models.ts";
import { agent, model, topic } from "./small-plan.ts";

/** What each model says to what it has received last. */
export type Says = Record<string, (received: string, call: ModelCall) => ScriptedReply>;
/** What a tool comes to when it is called for the nth time. */
export type Tools = (name: string, nth: number) => ToolResult;

/** An agent whose model has its name, so that a script can tell who asks. */
export const worker = (id: string, more: Partial<AgentStep> = {}) =>
  agent(id, { models: [model(id)], ...more });

/** A tool that did its work. */
export const ok = (result: string): ToolResult => ({ status: "ok", result, held: false, notes: [] });
/** A tool that failed. */
export const failing = (code: string, retryable = false): ToolResult => ({
  status: "failed",
  failure: { code, message: `It failed with ${code}.`, retryable },
});

/** A bench with these models and tools; others are done at once. */
export function benchOf(says: Says, tools?: Tools) {
  const count = new Map<string, number>();
  return createBench({
    models: (call) => reply(says, call),
    tools: (call) => {
      const nth = (count.get(call.name) ?? 0) + 1;
      count.set(call.name, nth);
      return tools?.(call.name, nth) ?? ok(`${call.name} did`);
    },
  });
}

function reply(says: Says, call: ModelCall): ScriptedReply {
  const last = call.messages.findLast(({ role }) => role === "user");
  return (
    says[call.choice.model]?.(last?.content ?? "", call) ?? { text: `${call.choice.model} is done`, ms: 10 }
  );
}

/**
 * Runs a plan, and once more after a crash at every event; each must come to the same answer. Tells how its steps
 * were visited: "write ok", "write#1 cancelled".
 */
export async function runCrashed(plan: Plan, says: Says = {}, tools?: Tools) {
  const bench = benchOf(says, tools);
  await bench.start(plan, topic("tea"));
  expect(await bench.drive()).toBe("ended");
  const events = await bench.events();
  expect(firstDifference(plan, "run-1", events)).toBeNull();
  const answer = await bench.answer();
  for (let upTo = 2; upTo < events.length; upTo += 1) {
    const again = benchOf(says, tools);
    await again.start(plan, topic("tea"));
    const lease = await again.log.claim("run-1", "the one that dies", 1);
    if (!lease) throw new Error("expected the run to be free");
    again.clock.advance((events[upTo - 1]?.at ?? 0) - (events[0]?.at ?? 0));
    await again.log.append(lease, events.slice(1, upTo), [], []);
    again.clock.advance(10);
    expect(await again.drive(), `after event ${upTo}`).toBe("ended");
    expect(await again.answer(), `after event ${upTo}`).toEqual(answer);
  }
  return { answer, events, ...toldBy(events) };
}

/** What a log says: how the run ended, each visit on the way from the input, what was decided and received. */
function toldBy(events: readonly RunEvent[]) {
  const of = <T extends EventType>(type: T) =>
    events.filter((event): event is EventOf<T> => event.type === type);
  const starts = of("span-start");
  const ends = new Map(of("span-end").map((end) => [end.span, end]));
  const fills = new Map(of("context-fill").map((fill) => [fill.span, fill]));
  const visits = starts
    .filter(({ parent }) => parent === null)
    .map(({ seq, step, path }) => {
      const round = path.at(-1)?.visit ?? 0;
      return `${step}${round > 0 ? `#${round}` : ""} ${ends.get(seq)?.outcome.status}`;
    });
  const received = (step: string) =>
    starts
      .filter((start) => start.step === step && start.work.kind === "step")
      .map(({ seq }) => JSON.parse(fills.get(seq)?.value?.inline ?? "null"));
  const [end] = of("run-end");
  return {
    state: end?.outcome.status,
    failure: end && "failure" in end.outcome ? end.outcome.failure : null,
    starts,
    ends,
    visits,
    received,
    decided: of("decision").map(({ decision }) => decision),
  };
}
