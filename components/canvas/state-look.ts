import {
  Ban,
  CircleCheck,
  CircleQuestionMark,
  CircleX,
  Clock,
  History,
  LoaderCircle,
  type LucideIcon,
  Unplug,
} from "lucide-react";
import type { PaintState } from "./run-paint.ts";

/** What says a state: icon, word and colour together. */
export type StateLook = { Icon: LucideIcon; word: string; text: string; border: string; fill: string };

/** The look of each state but "idle", which shows nothing. */
export const stateLooks: Record<Exclude<PaintState, "idle">, StateLook> = {
  running: {
    Icon: LoaderCircle,
    word: "Running",
    text: "text-accent",
    border: "border-accent",
    fill: "bg-accent-wash",
  },
  waiting: {
    Icon: Clock,
    word: "Waiting",
    text: "text-waiting",
    border: "border-waiting",
    fill: "bg-waiting-wash",
  },
  ok: { Icon: CircleCheck, word: "Done", text: "text-ok", border: "border-line-strong", fill: "bg-ok-wash" },
  failed: {
    Icon: CircleX,
    word: "Failed",
    text: "text-failed",
    border: "border-failed",
    fill: "bg-failed-wash",
  },
  cancelled: {
    Icon: Ban,
    word: "Cancelled",
    text: "text-cancelled",
    border: "border-line-strong",
    fill: "bg-cancelled-wash",
  },
  lost: {
    Icon: Unplug,
    word: "Cut off",
    text: "text-waiting",
    border: "border-waiting",
    fill: "bg-waiting-wash",
  },
  unknown: {
    Icon: CircleQuestionMark,
    word: "Not known",
    text: "text-waiting",
    border: "border-waiting",
    fill: "bg-waiting-wash",
  },
  reused: {
    Icon: History,
    word: "Reused",
    text: "text-reused",
    border: "border-reused",
    fill: "bg-reused-wash",
  },
};
