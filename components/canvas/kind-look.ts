import {
  Bot,
  CircleQuestionMark,
  Database,
  FileInput,
  FileOutput,
  Globe,
  ListChecks,
  type LucideIcon,
  Mail,
  Network,
  PencilLine,
  StickyNote,
} from "lucide-react";
import type { GraphNode, NodeKind } from "@/lib/graph/node.ts";
import type { ToolType } from "@/lib/graph/tool.ts";

/** What stands for a kind: its icon, its word, and the classes of its quiet hue. */
export type KindLook = { Icon: LucideIcon; word: string; text: string; wash: string; fill: string };

const plain = { text: "text-kind-plain", wash: "bg-kind-plain-wash", fill: "var(--kind-plain)" };
const agent = { text: "text-kind-agent", wash: "bg-kind-agent-wash", fill: "var(--kind-agent)" };
const supervisor = {
  text: "text-kind-supervisor",
  wash: "bg-kind-supervisor-wash",
  fill: "var(--kind-supervisor)",
};
const tool = { text: "text-kind-tool", wash: "bg-kind-tool-wash", fill: "var(--kind-tool)" };

/** The look of each node kind. */
export const kindLooks: Record<Exclude<NodeKind, "tool">, KindLook> = {
  input: { Icon: FileInput, word: "Input", ...plain },
  output: { Icon: FileOutput, word: "Output", ...plain },
  supervisor: { Icon: Network, word: "Supervisor", ...supervisor },
  agent: { Icon: Bot, word: "Agent", ...agent },
  note: { Icon: StickyNote, word: "Note", ...plain },
  unknown: { Icon: CircleQuestionMark, word: "Unknown", ...plain },
};

/** The look of each type of tool: one hue, an icon each. */
export const toolLooks: Record<ToolType, KindLook> = {
  sql: { Icon: Database, word: "Read from a database", ...tool },
  "sql-write": { Icon: PencilLine, word: "Write to a database", ...tool },
  rules: { Icon: ListChecks, word: "Rules", ...tool },
  email: { Icon: Mail, word: "Send mail", ...tool },
  http: { Icon: Globe, word: "Call a URL", ...tool },
};

/** The look of a node; a tool looks like its type. */
export function lookOf(node: GraphNode): KindLook {
  return node.kind === "tool" ? toolLooks[node.tool.type] : kindLooks[node.kind];
}
