import {
  ArrowRightFromLine,
  ArrowRightToLine,
  Bot,
  CircleQuestionMark,
  Layers,
  type LucideIcon,
  Network,
  Split,
  Stamp,
  StickyNote,
  UsersRound,
  Workflow,
  Wrench,
} from "lucide-react";

export type KindName =
  | "input"
  | "output"
  | "supervisor"
  | "agent"
  | "roundtable"
  | "tool"
  | "approval"
  | "branch"
  | "map"
  | "workflow"
  | "note"
  | "unknown";

export type KindLook = {
  Icon: LucideIcon;
  word: string;
  /** Classes: hue of icon and text, quiet ground, outline of the tile, and the same hue as a CSS variable. */
  text: string;
  wash: string;
  shape: string;
  hue: string;
};

const plain = { text: "text-kind-plain", wash: "bg-kind-plain-wash", hue: "var(--kind-plain)" };
const control = { text: "text-kind-control", wash: "bg-kind-control-wash", hue: "var(--kind-control)" };

/** How each kind of node is told: by its icon and the shape of its tile first, by hue second. */
export const kindLooks: Record<KindName, KindLook> = {
  input: { ...plain, Icon: ArrowRightFromLine, word: "Input", shape: "rounded-l-full rounded-r-mark" },
  output: { ...plain, Icon: ArrowRightToLine, word: "Output", shape: "rounded-l-mark rounded-r-full" },
  supervisor: {
    Icon: Network,
    word: "Supervisor",
    text: "text-kind-supervisor",
    wash: "bg-kind-supervisor-wash",
    shape: "rounded-control ring-1 ring-current/45 ring-inset",
    hue: "var(--kind-supervisor)",
  },
  agent: {
    Icon: Bot,
    word: "Agent",
    text: "text-kind-agent",
    wash: "bg-kind-agent-wash",
    shape: "rounded-full",
    hue: "var(--kind-agent)",
  },
  roundtable: {
    Icon: UsersRound,
    word: "Roundtable",
    text: "text-kind-roundtable",
    wash: "bg-kind-roundtable-wash",
    shape: "rounded-full ring-1 ring-current/45 ring-inset",
    hue: "var(--kind-roundtable)",
  },
  tool: {
    Icon: Wrench,
    word: "Tool",
    text: "text-kind-tool",
    wash: "bg-kind-tool-wash",
    shape: "rounded-mark",
    hue: "var(--kind-tool)",
  },
  approval: {
    Icon: Stamp,
    word: "Approval",
    text: "text-kind-approval",
    wash: "bg-kind-approval-wash",
    shape: "rounded-t-panel rounded-b-mark",
    hue: "var(--kind-approval)",
  },
  branch: {
    ...control,
    Icon: Split,
    word: "Branch",
    shape: "rounded-tl-panel rounded-br-panel rounded-tr-mark rounded-bl-mark",
  },
  map: { ...control, Icon: Layers, word: "Map", shape: "rounded-mark ring-1 ring-current/45 ring-inset" },
  workflow: { ...control, Icon: Workflow, word: "Workflow", shape: "rounded-control" },
  note: { ...plain, Icon: StickyNote, word: "Note", shape: "rounded-mark rounded-br-panel" },
  unknown: {
    ...control,
    Icon: CircleQuestionMark,
    word: "Unknown kind",
    shape: "rounded-mark border border-current border-dashed",
  },
};
