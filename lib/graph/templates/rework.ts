import type { ContextField, GraphEdge } from "../edge.ts";
import { emptyGraph, type Layout, type WorkflowDocument } from "../graph.ts";
import type { JsonSchema } from "../json-schema.ts";
import { defaultLimits, defaultRetry } from "../new-node.ts";
import type { AgentNode, BranchNode, InputNode, OutputNode } from "../node.ts";

const input: InputNode = {
  id: "input",
  kind: "input",
  name: "Brief",
  referenceName: "brief",
  description: "What the text is about, and whom it is for.",
  schema: {
    type: "object",
    properties: {
      topic: {
        type: "string",
        title: "Topic",
        description: "What the text explains.",
        examples: ["why a canon repeats its theme"],
        minLength: 1,
        maxLength: 300,
      },
      readers: {
        type: "string",
        title: "Readers",
        description: "Who reads it, and what they know already.",
        examples: ["people who have just begun to play an instrument"],
        minLength: 1,
        maxLength: 300,
      },
    },
    required: ["topic", "readers"],
  },
  samples: [
    {
      id: "canon",
      name: "Why a canon repeats",
      input: {
        topic: "why a canon repeats its theme",
        readers: "people who have just begun to play an instrument",
      },
    },
    {
      id: "tides",
      name: "Tides",
      input: { topic: "why there are two tides a day", readers: "children of ten years" },
    },
  ],
};

const thinking = {
  models: [],
  limits: { ...defaultLimits(), maxTurns: 4 },
  retry: defaultRetry(),
  timeoutMs: 60_000,
};

const writer: AgentNode = {
  id: "write",
  kind: "agent",
  name: "Write",
  referenceName: "write",
  description: "Writes the text, and works remarks into it.",
  instructions: `Write a text of at most 150 words about the topic for these readers. Plain words, one thought after the other.
If you get a draft with remarks, work every remark into the draft and give the whole text again. Answer with the text alone.`,
  ...thinking,
  output: null,
  simulatedReply: `has(context.remarks)
  ? context.draft + "\\n\\nFor example: tell " + context.readers + " what they have met themselves of " + context.topic + "."
  : "This is about " + context.topic + ". It is told to " + context.readers + ", one thought after the other."`,
};

const verdict: JsonSchema = {
  type: "string",
  enum: ["good", "rework"],
  description: "“good” if nothing has to change, otherwise “rework”.",
};

const checker: AgentNode = {
  id: "check",
  kind: "agent",
  name: "Check",
  referenceName: "check",
  description: "Says whether the text is good as it stands, or what to change.",
  instructions: `Check the draft as an editor would: does it explain the topic, would these readers follow it, is there an example?
Answer “good” only if you would print it as it stands. Otherwise answer “rework” and say in the remarks what to change, at most three points.`,
  ...thinking,
  output: {
    type: "object",
    properties: {
      verdict,
      remarks: {
        type: "string",
        description: "What to change; empty if the text is good.",
        maxLength: 1_000,
      },
    },
    required: ["verdict", "remarks"],
  },
  simulatedReply: `context.draft.contains("For example")
  ? {"verdict": "good", "remarks": ""}
  : {"verdict": "rework", "remarks": "There is no example yet."}`,
};

const good: BranchNode = {
  id: "good",
  kind: "branch",
  name: "Is it good?",
  referenceName: "is_it_good",
  description: "Back to the writer with the remarks, at most three times.",
  takes: "first",
};

const output: OutputNode = {
  id: "output",
  kind: "output",
  name: "Text",
  referenceName: "text",
  description: "The text, and how often it was written.",
  template: `{{ results.write }}

---

Written {{ size(rounds.write) }} times; the last verdict was “{{ results.check.verdict }}”.
`,
};

const text: JsonSchema = { type: "string" };
const field = (name: string, path: string): ContextField => ({
  id: name,
  name,
  schema: text,
  required: true,
  fill: { by: "path", path },
});

const edges = (): GraphEdge[] => [
  {
    id: "input-write",
    kind: "flow",
    from: "input",
    to: "write",
    context: [field("topic", "input.topic"), field("readers", "input.readers")],
  },
  {
    id: "write-check",
    kind: "flow",
    from: "write",
    to: "check",
    context: [
      field("topic", "input.topic"),
      field("readers", "input.readers"),
      field("draft", "results.write"),
    ],
  },
  { id: "check-good", kind: "flow", from: "check", to: "good", context: [] },
  {
    id: "good-write",
    kind: "flow",
    from: "good",
    to: "write",
    context: [field("draft", "results.write"), field("remarks", "results.check.remarks")],
    when: 'results.check.verdict == "rework"',
    back: { most: 3, usedUp: "go-on" },
  },
  { id: "good-output", kind: "flow", from: "good", to: "output", context: [] },
];

/** Upper left corners of nodes that are 232 px wide. */
const layout: Layout = {
  input: { x: 0, y: 0 },
  write: { x: 340, y: 0 },
  check: { x: 680, y: 0 },
  good: { x: 1020, y: 0 },
  output: { x: 1360, y: 0 },
};

/** A small template: a text is written, checked, and worked over until it is good, three times at most. */
export const rework = (): WorkflowDocument =>
  structuredClone({
    graph: {
      ...emptyGraph(),
      defaultModel: { connectionId: null, model: "gpt-5-mini" },
      nodes: [input, writer, checker, good, output],
      edges: edges(),
    },
    layout,
  });
