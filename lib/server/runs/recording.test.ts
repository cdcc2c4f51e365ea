import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { firstDifference } from "../../engine/redecide.ts";
import { compile } from "../../plan/compile.ts";
import type { Plan } from "../../plan/plan.ts";
import { mainOf } from "../../plan/plan-index.ts";
import { evolve } from "../../run/evolve.ts";
import { initialState } from "../../run/state.ts";
import { decisionWords, type PlanWords } from "../../trace/decision-words.ts";
import { foldAll } from "../../trace/fold.ts";
import { templates } from "../workflows/templates.ts";
import { loadRecording } from "./recorded-runs.ts";
import { readRecording, writeRecording } from "./recording.ts";

/** Logs of earlier versions have their decisions in words. */
const noWords: PlanWords = {
  calls: () => [],
  isSupervisor: () => false,
  model: () => "",
  accepts: () => null,
  flow: () => null,
};

const earlier = join(import.meta.dirname, "recordings/earlier");

test.each(templates)(
  "the recorded run of $id is of today's template: else npm run record-templates",
  async (template) => {
    const recording = await loadRecording(template.id);
    const compiled = compile(template.document().graph);
    // What a model costs belongs to the day of the recording.
    expect(compiled.ok && compiled.plan).toEqual(withoutPrices(recording.plan));
  },
);

function withoutPrices(plan: Plan): Plan {
  const main = mainOf(plan);
  const steps = main.steps.map((step) =>
    step.kind === "agent"
      ? { ...step, models: step.models.map((model) => ({ ...model, price: null })) }
      : step,
  );
  return { ...plan, plans: { ...plan.plans, [plan.main]: { ...main, steps } } };
}

test.each(templates)("driven again, the recorded run of $id makes the recorded choices", async (template) => {
  const { plan, events } = await loadRecording(template.id);
  const runId = events[0]?.runId ?? "";
  expect(firstDifference(plan, runId, events)).toBeNull();
  const trace = foldAll(runId, events);
  expect(trace.state).toBe("ok");
  expect(trace.totals.modelCalls).toBeGreaterThanOrEqual(4);
});

test.each(globSync("*.jsonl", { cwd: earlier }))(
  "a run of an earlier version opens, with all that was in it: %s",
  (file) => {
    const { plan, events } = readRecording(readFileSync(join(earlier, file), "utf8"));
    const runId = events[0]?.runId ?? "";
    const trace = foldAll(runId, events);
    expect(trace.state).toBe("ok");
    const spans = [...trace.spans.values()];
    const ended = events.filter(({ type }) => type === "span-end").length;
    expect(spans.filter(({ endedAt }) => endedAt !== null)).toHaveLength(ended);
    expect(trace.totals.toolCalls).toBe(spans.filter(({ kind }) => kind === "tool").length);
    // Who asked whom, and which flows were passed.
    const asked = spans.filter(({ call }) => call !== null);
    expect(asked.length).toBeGreaterThan(5);
    expect(trace.passages.filter((passage) => "flow" in passage)).toHaveLength(2);
    const words = trace.decisions.map((made) => decisionWords(trace, made, noWords).sentence);
    expect(words.some((sentence) => /^(Asked|Used) /.test(sentence))).toBe(true);
    const state = initialState(runId, plan);
    for (const event of events) evolve(state, event);
    expect(state.phase).toBe("ended");
    expect([...state.visits.keys(), ...state.open.keys()]).toEqual([]);
  },
);

test("a recording is read as it was written, and a broken line is named", async () => {
  const recording = await loadRecording("order-exception");
  const text = writeRecording(recording);
  expect(readRecording(text)).toEqual(recording);
  const broken = text.split("\n");
  broken[3] = '{"line":"event","event":{}}';
  expect(() => readRecording(broken.join("\n"))).toThrow("line 4 of the recording");
});
