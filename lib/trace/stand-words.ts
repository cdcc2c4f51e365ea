import { markHidden } from "../graph/hidden-characters.ts";
import { shortened } from "../graph/text-cut.ts";
import { indexOf } from "../plan/plan-index.ts";
import type { Frame } from "../run/frame.ts";
import { joined } from "./decision-words.ts";
import type { FlowStand, NotTaken } from "./flow-stand.ts";
import type { Waits } from "./waits.ts";

/** How much of a condition is quoted, characters. */
const LONGEST_CONDITION = 160;

/** What became of a flow, as a sentence: "Taken 2 times, then not: “Write” did not fail."; null while nothing has. */
export function flowStandWords(frame: Frame, edge: string, { times, last }: FlowStand): string | null {
  const taken = `Taken ${often(times)}`;
  if (last === "taken") return times > 1 ? `${taken}.` : "Taken.";
  if (last === "open") return times > 0 ? `${taken} in the rounds before.` : null;
  if (last.why === "used-up" && last.most === times) return `${taken}, as often as it may.`;
  const why = whyWords(frame, edge, last);
  return times > 0 ? `${taken}, then not: ${why}.` : `Not taken: ${why}.`;
}

const often = (times: number) => (times === 1 ? "once" : `${times} times`);

function whyWords(frame: Frame, edge: string, not: NotTaken): string {
  const { flows, steps } = indexOf(frame.plan);
  const flow = flows.get(edge);
  const name = (id: string | undefined) => `“${markHidden(steps.get(id ?? "")?.name ?? "")}”`;
  const from = name(flow?.from);
  switch (not.why) {
    case "condition":
      return `${quoted(not.when)} was false`;
    case "other-case":
      return `${from} took the case to ${name(flows.get(not.taken)?.to)}`;
    case "handed-over":
      return `${from} handed over to ${name(flows.get(not.taken)?.to)}`;
    case "not-handed-over":
      return `${from} did not hand over`;
    case "not-failed":
      return `${from} did not fail`;
    case "failed":
      return `${from} failed`;
    case "in-doubt":
      return `nobody knows what came of ${from}`;
    case "passed-over":
      return `${from} was passed over`;
    case "cancelled":
      return `${from} was cancelled`;
    case "not-needed":
      return `nothing waited for ${from} any more`;
    case "used-up":
      return `it had been taken ${often(not.most)}, as often as it may`;
    case "stopped":
      return `${whole(frame)} stopped after ${from}`;
    case "ended":
      return `${whole(frame)} ended before`;
    case "closed":
      return `control did not come this way from ${from}`;
  }
}

const whole = ({ visit }: Frame) => (visit === null ? "the run" : "the workflow");

/** A condition as it is quoted in a sentence; on several lines it is one. */
function quoted(when: string): string {
  const text = markHidden(when.trim().replace(/\s+/g, " "));
  return text.length <= LONGEST_CONDITION ? text : shortened(text, LONGEST_CONDITION);
}

/**
 * What a step waits for, without a full stop: "Waits for 2 of 3: Write, Check, Ship". `time` writes a moment, epoch ms, as
 * a time of the day.
 */
export function waitsWords(
  { plan }: Frame,
  { from, needs, dueAt }: Waits,
  time: (at: number) => string,
): string {
  const names = from.map((id) => markHidden(indexOf(plan).steps.get(id)?.name ?? id));
  const due = dueAt === null ? "" : `; begins at ${time(dueAt)} with what has come`;
  if (needs >= names.length) return `Waits for ${joined(names)}${due}`;
  if (needs === 1) return `Waits for the first of ${joined(names)}${due}`;
  return `Waits for ${needs} of ${names.length}: ${joined(names)}${due}`;
}
