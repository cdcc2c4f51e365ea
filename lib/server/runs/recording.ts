import { z } from "zod";
import type { Blob } from "../../engine/ports.ts";
import type { WorkflowDocument } from "../../graph/graph.ts";
import { storedDocument } from "../../graph/parse-document.ts";
import type { Plan } from "../../plan/plan.ts";
import { parsePlan } from "../../plan/upcast.ts";
import { parseEvent, type RunEvent } from "../../run/event.ts";
import { StoredEvent, upcastEvent } from "../../run/upcast.ts";

/** A whole run in a file: what it was made from, and its log. */
export type Recording = {
  workflowName: string;
  plan: Plan;
  document: WorkflowDocument;
  blobs: Blob[];
  events: RunEvent[];
};

const Line = z.discriminatedUnion("line", [
  z.strictObject({
    line: z.literal("run"),
    workflowName: z.string(),
    plan: z.unknown(),
    document: z.unknown(),
  }),
  z.strictObject({ line: z.literal("blob"), hash: z.string(), content: z.string() }),
  z.strictObject({ line: z.literal("event"), event: StoredEvent }),
]);

/** The recording as JSON Lines: the run, its blobs, then one event per line. */
export function writeRecording({ workflowName, plan, document, blobs, events }: Recording): string {
  const lines: z.input<typeof Line>[] = [
    { line: "run", workflowName, plan, document },
    ...blobs.map((blob) => ({ line: "blob" as const, ...blob })),
    ...events.map((event) => ({ line: "event" as const, event })),
  ];
  return `${lines.map((line) => JSON.stringify(line)).join("\n")}\n`;
}

/** Reads JSON Lines written by `writeRecording`; throws with the number of the first bad line. */
export function readRecording(text: string): Recording {
  const recording: Omit<Recording, "plan" | "document"> & Partial<Recording> = {
    workflowName: "",
    blobs: [],
    events: [],
  };
  for (const [index, json] of text.trimEnd().split("\n").entries()) {
    try {
      const line = Line.parse(JSON.parse(json));
      if (line.line === "run") {
        recording.workflowName = line.workflowName;
        recording.plan = parsePlan(line.plan);
        recording.document = storedDocument(line.document);
      } else if (line.line === "blob") recording.blobs.push({ hash: line.hash, content: line.content });
      else recording.events.push(parseEvent(upcastEvent(line.event)));
    } catch (cause) {
      throw new Error(`line ${index + 1} of the recording is not as expected`, { cause });
    }
  }
  const { plan, document, ...rest } = recording;
  if (!plan || !document) throw new Error("the recording has no line that says what the run was made from");
  return { ...rest, plan, document };
}
