import { expect, test } from "vitest";
import { firstDifference } from "../../engine/redecide.ts";
import { compile } from "../../plan/compile.ts";
import { foldAll } from "../../trace/fold.ts";
import { templates } from "../workflows/templates.ts";
import { loadRecording } from "./recorded-runs.ts";
import { readRecording, writeRecording } from "./recording.ts";

test.each(templates)(
  "the recorded run of $id is of today's template: else npm run record-templates",
  async (template) => {
    const recording = await loadRecording(template.id);
    const compiled = compile(template.document().graph);
    expect(compiled.ok && compiled.plan).toEqual(recording.plan);
  },
);

test.each(templates)("driven again, the recorded run of $id makes the recorded choices", async (template) => {
  const { plan, events } = await loadRecording(template.id);
  const runId = events[0]?.runId ?? "";
  expect(firstDifference(plan, runId, events)).toBeNull();
  const trace = foldAll(runId, events);
  expect(trace.state).toBe("ok");
  expect(trace.totals.toolCalls).toBeGreaterThanOrEqual(6);
});

test("a recording is read as it was written, and a broken line is named", async () => {
  const recording = await loadRecording("order-exception");
  const text = writeRecording(recording);
  expect(readRecording(text)).toEqual(recording);
  const broken = text.split("\n");
  broken[3] = '{"line":"event","event":{}}';
  expect(() => readRecording(broken.join("\n"))).toThrow("line 4 of the recording");
});
