import { type KindLook, kindLooks } from "@/components/ui/kind-look.ts";
import type { NodeKind } from "@/lib/graph/node.ts";
import type { ToolType } from "@/lib/graph/tool.ts";
import { toolLooks } from "./kind-look.ts";

/** A node that can be added: its kind, for tools the type, and what it is for. */
export type NewNodeChoice = {
  kind: NodeKind;
  toolType: ToolType | null;
  name: string;
  hint: string;
  look: KindLook;
};

const tool = (toolType: ToolType, name: string, hint: string): NewNodeChoice => ({
  kind: "tool",
  toolType,
  name,
  hint,
  look: toolLooks[toolType],
});

/** All nodes that a person can add, in the order of the palette. */
export const newNodeChoices: readonly { group: string; choices: readonly NewNodeChoice[] }[] = [
  {
    group: "Start and end",
    choices: [
      {
        kind: "input",
        toolType: null,
        name: "Input",
        hint: "The form a run starts with",
        look: kindLooks.input,
      },
      {
        kind: "output",
        toolType: null,
        name: "Output",
        hint: "Puts the answer together",
        look: kindLooks.output,
      },
    ],
  },
  {
    group: "Agents",
    choices: [
      {
        kind: "supervisor",
        toolType: null,
        name: "Supervisor",
        hint: "Asks workers, decides who is next",
        look: kindLooks.supervisor,
      },
      {
        kind: "agent",
        toolType: null,
        name: "Agent",
        hint: "One narrow job, with tools",
        look: kindLooks.agent,
      },
    ],
  },
  {
    group: "Control",
    choices: [
      {
        kind: "branch",
        toolType: null,
        name: "Branch",
        hint: "Chooses how it goes on: if …, else …",
        look: kindLooks.branch,
      },
      {
        kind: "map",
        toolType: null,
        name: "Map",
        hint: "Asks one agent, tool or workflow for each item of a list",
        look: kindLooks.map,
      },
      {
        kind: "workflow",
        toolType: null,
        name: "Workflow",
        hint: "A published version of another workflow, as one step",
        look: kindLooks.workflow,
      },
    ],
  },
  {
    group: "Tools",
    choices: [
      tool("sql", "Read from a database", "Runs your statement, reading only"),
      tool("sql-write", "Write to a database", "Runs your statement once"),
      tool("rules", "Rules", "Conditions that people can edit"),
      tool("email", "Send mail", "To the outbox or by SMTP"),
      tool("http", "Call a URL", "Any web service"),
    ],
  },
  {
    group: "Other",
    choices: [
      { kind: "note", toolType: null, name: "Note", hint: "Words for who reads this", look: kindLooks.note },
    ],
  },
];
