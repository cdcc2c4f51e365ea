import {
  Ban,
  CircleAlert,
  CircleCheck,
  CircleDashed,
  CircleMinus,
  CirclePause,
  CircleQuestionMark,
  CircleSlash,
  CircleX,
  FlaskConical,
  History,
  LoaderCircle,
  type LucideIcon,
  Undo2,
  Unplug,
} from "lucide-react";
import { classNames } from "./class-names.ts";

export type StateName =
  | "idle"
  | "running"
  | "waiting"
  | "ok"
  | "partial"
  | "failed"
  | "cancelled"
  | "reused"
  | "simulated"
  | "lost"
  | "unknown"
  | "passed-over"
  | "not-reached"
  | "sent-back";

export type StateLook = { Icon: LucideIcon; word: string; text: string; wash: string; outline: string };

/** How each state is told: icon, word and colour together. `outline` is the border of a node, bar or row in that state. */
export const stateLooks: Record<StateName, StateLook> = {
  idle: {
    Icon: CircleDashed,
    word: "Not started",
    text: "text-ink-faint",
    wash: "bg-surface",
    outline: "border-line-strong",
  },
  running: {
    Icon: LoaderCircle,
    word: "Running",
    text: "text-accent",
    wash: "bg-accent-wash",
    outline: "border-accent",
  },
  waiting: {
    Icon: CirclePause,
    word: "Waiting",
    text: "text-waiting",
    wash: "bg-waiting-wash",
    outline: "border-waiting",
  },
  ok: { Icon: CircleCheck, word: "Done", text: "text-ok", wash: "bg-ok-wash", outline: "border-ok" },
  partial: {
    Icon: CircleAlert,
    word: "Done, with failures",
    text: "text-failed",
    wash: "bg-failed-wash",
    outline: "border-failed",
  },
  failed: {
    Icon: CircleX,
    word: "Failed",
    text: "text-failed",
    wash: "bg-failed-wash",
    outline: "border-failed",
  },
  cancelled: {
    Icon: Ban,
    word: "Cancelled",
    text: "text-cancelled",
    wash: "bg-cancelled-wash",
    outline: "border-cancelled",
  },
  reused: {
    Icon: History,
    word: "Reused",
    text: "text-reused",
    wash: "bg-reused-wash",
    outline: "border-reused",
  },
  simulated: {
    Icon: FlaskConical,
    word: "Simulated",
    text: "text-ink-soft",
    wash: "bg-surface",
    outline: "border-control border-dashed",
  },
  lost: {
    Icon: Unplug,
    word: "Cut off",
    text: "text-cancelled",
    wash: "bg-cancelled-wash",
    outline: "border-cancelled border-dashed",
  },
  unknown: {
    Icon: CircleQuestionMark,
    word: "Unknown",
    text: "text-waiting",
    wash: "bg-waiting-wash",
    outline: "border-waiting border-dashed",
  },
  "passed-over": {
    Icon: CircleSlash,
    word: "Passed over",
    text: "text-ink-faint",
    wash: "bg-surface",
    outline: "border-control border-dotted",
  },
  "not-reached": {
    Icon: CircleMinus,
    word: "Not reached",
    text: "text-ink-faint",
    wash: "bg-surface",
    outline: "border-control border-dotted",
  },
  "sent-back": {
    Icon: Undo2,
    word: "Sent back",
    text: "text-waiting",
    wash: "bg-waiting-wash",
    outline: "border-waiting",
  },
};

type Props = {
  state: StateName;
  /** A better word where there is one: "Waiting for you". */
  word?: string;
  /** Icon alone; the word is still there for screen readers. */
  iconOnly?: boolean;
  size?: 14 | 16;
  className?: string;
};

/** The state of a run, step or call: icon, word and colour. The icon turns while it runs. */
export function StateMark({ state, word, iconOnly = false, size = 14, className }: Props) {
  const { Icon, word: ownWord, text } = stateLooks[state];
  return (
    <span
      className={classNames(
        "inline-flex shrink-0 items-center gap-1 whitespace-nowrap align-middle text-12",
        text,
        className,
      )}
    >
      <Icon
        size={size}
        aria-hidden
        className={classNames("shrink-0", state === "running" && "animate-turn")}
      />
      <span className={iconOnly ? "sr-only" : undefined}>{word ?? ownWord}</span>
    </span>
  );
}
