import { isJsonObject, type Json, type JsonObject } from "../graph/json.ts";
import type { Value } from "../run/value.ts";
import type { Trace } from "./trace.ts";

/**
 * What one run put in and got out, for previews and for completing expressions. By node id, so that it survives renaming:
 * what each step received and its result. Values that are too large for an event are left out.
 */
export type SampleRun = { input: JsonObject; received: JsonObject; results: JsonObject };

/** The sample of a run, for its own graph. Of a step that ran several times it has the last time. */
export function sampleRun({ input, spans }: Trace): SampleRun {
  const sample: SampleRun = { input: objectOf(jsonOf(input)), received: {}, results: {} };
  for (const span of spans.values()) {
    if (span.kind !== "step" || span.frame !== null) continue;
    const received = jsonOf(span.received);
    const result = jsonOf(span.result);
    if (received !== undefined) sample.received[span.step] = received;
    if (result !== undefined) sample.results[span.step] = result;
  }
  return sample;
}

const jsonOf = (value: Value | null): Json | undefined =>
  value?.inline === undefined ? undefined : JSON.parse(value.inline);

const objectOf = (value: Json | undefined): JsonObject => (isJsonObject(value) ? value : {});
