import type { Json } from "../../../graph/json.ts";
import type { SimulationNote } from "./chat-request.ts";
import type { Conversation } from "./conversation.ts";

/** A call by which an agent gives control away; `back`: to one that came before. */
export type Handoff = { name: string; description: string; back: boolean };

type Offered = { name: string; description: string };

/** How the engine words such a call: what stands around the name and what is said of who takes over. */
const WORDED = /^Hand over to (.*?), who goes on in your place; you don't get an answer\. (.*)$/s;

/**
 * Which of the offered calls hand over: those that the note names or, where a request carries no simulation, those that
 * are worded so.
 */
export function handoffsIn(offered: readonly Offered[], note: SimulationNote): Handoff[] {
  const named = note.handoffs;
  return offered.flatMap(({ name, description }) => {
    const known = named?.to.find((one) => one.name === name);
    const isOne = named ? known !== undefined : WORDED.test(description);
    return isOne ? [{ name, description, back: known?.back ?? false }] : [];
  });
}

/**
 * The handoff that is made: to the one whose name and description have the most words in common with what was received;
 * null where nobody's have any. Back to one that came before only if that has more in common than the agent's own
 * instructions. An agent that has its turn for the second time passes over the best, which it has chosen before, for the
 * third time the two best, and so on: so it ends.
 */
export function chooseHandoff(
  { context, instructions }: Conversation,
  handoffs: readonly Handoff[],
  round: number,
): Handoff | null {
  const received = wordsOf(textIn(context));
  const common = (text: string) => [...wordsOf(text)].filter((word) => received.has(word)).length;
  const own = common(instructions);
  const fitting = handoffs
    .map((one) => ({ one, shared: common(aboutOf(one)) }))
    .filter(({ one, shared }) => shared > (one.back ? own : 0))
    .toSorted((a, b) => b.shared - a.shared);
  return fitting[round]?.one ?? null;
}

function aboutOf({ name, description }: Handoff): string {
  const [, called = "", about = description] = WORDED.exec(description) ?? [];
  return `${name.replaceAll("_", " ")} ${called} ${about}`;
}

function textIn(value: Json): string {
  if (typeof value === "string") return value;
  return typeof value === "object" && value !== null ? Object.values(value).map(textIn).join(" ") : "";
}

/** Words that say nothing of what a text is about. */
const EMPTY = new Set(
  "about after again been does every from have into just like make more need only other over some such than that them then there they this want were what when where which will with would your".split(
    " ",
  ),
);

/** The words of at least four letters, each once, without the ending of a plural. */
function wordsOf(text: string): Set<string> {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]{4,}/gu) ?? [];
  return new Set(words.filter((word) => !EMPTY.has(word)).map((word) => word.replace(/(?<=.{3})s$/, "")));
}
