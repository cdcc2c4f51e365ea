import { readable } from "../../../graph/readable.ts";
import { gravest } from "../../../run/reply-end.ts";
import { type Asked, type CollectedCall, collectCalls, OLDER_INDEX } from "./collect-calls.ts";
import { readMessage, record, type Said, textOf } from "./read-message.ts";
import { type ReportedUsage, readUsage } from "./read-usage.ts";
import { type Parted, splitThinking, type ThinkingSplitter, thinkingBefore } from "./split-thinking.ts";

/** A reply, as far as it has come. `usage` is null while none was reported, `finishReason` empty while there is none. */
export type CollectedReply = {
  text: string;
  thinking: string;
  calls: CollectedCall[];
  finishReason: string;
  model: string | null;
  usage: ReportedUsage | null;
  choices: number;
  firstTokenMs: number | null;
  chunks: [number, number][];
};

/** Takes one `chat.completion.chunk` (or a whole completion); `end` adds what was held back. */
export type Collector = {
  add: (chunk: unknown, atMs: number) => void;
  end: (atMs: number) => void;
  /** What has been added to text and thinking since it was last asked for. */
  fresh: () => Parted;
  /** Characters of text, thinking and arguments so far. */
  characters: () => number;
  /** How it ended, and how many choices came, as far as is known. */
  ending: () => { finishReason: string; choices: number };
  reply: () => CollectedReply;
};

/** One of a reply's choices. Some endpoints put the text into one and the calls into another, though one was asked for. */
type Choice = {
  parts: ThinkingSplitter;
  half: string;
  halfThought: string;
  finishReason: string;
  spoken: boolean;
};

const CHUNK_MS = 16;
const LONGEST_REASON = 200;

/** Puts a reply together from its chunks, tolerant of where and how compatible endpoints put its parts. */
export function collectReply(asked: Asked): Collector {
  let text = "";
  let thinking = "";
  let fresh: Parted = { text: "", thinking: "" };
  let argumentLength = 0;
  let model: string | null = null;
  let refused = false;
  let count = 0;
  let lead: number | null = null;
  let elsewhere = "";
  let firstTokenMs: number | null = null;
  const reported: Record<string, unknown> = Object.create(null);
  const choices = new Map<number, Choice>();
  const chunks: [number, number][] = [];
  const calls = collectCalls(asked);

  function choiceOf(index: number): Choice {
    const known = choices.get(index);
    if (known) return known;
    const made = { parts: splitThinking(), half: "", halfThought: "", finishReason: "", spoken: false };
    choices.set(index, made);
    return made;
  }

  function report(usage: unknown) {
    if (usage == null) return;
    for (const [name, value] of Object.entries(record(usage))) if (value) reported[name] = value;
  }

  function take(one: Record<string, unknown>, atMs: number) {
    const index = typeof one.index === "number" ? one.index : 0;
    const choice = choiceOf(index);
    count += 1;
    report(one.usage);
    choice.finishReason = textOf(one.finish_reason) ?? choice.finishReason;
    // A whole message at the end of a stream repeats what has come.
    if (one.delta == null && choice.spoken) return;
    const said = readMessage(record(one.delta ?? one.message));
    if (said.refusal !== "") refused = true;
    takeCalls(index, said);
    const written = said.text + said.refusal;
    if (written === "" && said.thinking === "" && said.calls.length === 0 && !said.olderCall) return;
    choice.spoken = true;
    firstTokenMs ??= tenths(atMs);
    if (said.thinking !== "") {
      const thought = choice.halfThought + said.thinking;
      const whole = wholeLength(thought);
      choice.halfThought = thought.slice(whole);
      think(readable(thought.slice(0, whole)));
    }
    if (written === "") return;
    const piece = choice.half + written;
    const whole = wholeLength(piece);
    choice.half = piece.slice(whole);
    const parted = choice.parts.add(readable(piece.slice(0, whole)));
    think(parted.thinking);
    write(index, parted.text, atMs);
  }

  function takeCalls(index: number, { calls: pieces, olderCall }: Said) {
    if (pieces.length === 0 && !olderCall) return;
    const all = olderCall ? [...pieces, { ...olderCall, index: OLDER_INDEX }] : pieces;
    calls.add(index, all);
    for (const piece of all) argumentLength += piece.arguments.length;
  }

  /** Text of the first choice that writes any is the reply's; that of others is put after it at the end. */
  function write(index: number, written: string, atMs: number) {
    if (written === "") return;
    lead ??= index;
    if (lead === index) append(written, atMs);
    else elsewhere += written;
  }

  function think(thought: string) {
    thinking += thought;
    fresh.thinking += thought;
  }

  function append(written: string, atMs: number) {
    text += written;
    fresh.text += written;
    const last = chunks.at(-1);
    if (last && atMs - last[0] < CHUNK_MS) last[1] = text.length;
    else chunks.push([tenths(atMs), text.length]);
  }

  function ending() {
    const finishReason =
      choices.size > 1
        ? gravest([...choices.values()].map((choice) => choice.finishReason))
        : (choices.values().next().value?.finishReason ?? "");
    return {
      finishReason: refused ? "refusal" : readable(finishReason.slice(0, LONGEST_REASON)),
      choices: count,
    };
  }

  return {
    add(chunk, atMs) {
      const { choices: list, model: named, usage, x_groq } = record(chunk);
      model ??= textOf(named);
      if (x_groq != null) report(record(x_groq).usage);
      report(usage);
      if (Array.isArray(list)) for (const one of list) take(record(one), atMs);
    },
    end(atMs) {
      for (const [index, choice] of choices) {
        think(readable(choice.halfThought));
        const rest = choice.parts.add(readable(choice.half));
        const held = choice.parts.end();
        think(rest.thinking + held.thinking);
        write(index, rest.text + held.text, atMs);
        choice.half = "";
        choice.halfThought = "";
      }
      if (elsewhere !== "") append(`\n\n${elsewhere}`, atMs);
      elsewhere = "";
    },
    fresh() {
      const added = fresh;
      fresh = { text: "", thinking: "" };
      return added;
    },
    ending,
    characters: () => text.length + elsewhere.length + thinking.length + argumentLength,
    reply() {
      const before = thinkingBefore(text);
      const late = before && (thinking === "" || before.thinking.trim() === "") ? before : null;
      const cut = late ? text.length - late.text.length : 0;
      return {
        text: late?.text ?? text,
        thinking: (thinking || (late?.thinking ?? "")).trim(),
        calls: calls.read(),
        ...ending(),
        model: model && readable(model),
        usage: readUsage(reported),
        firstTokenMs,
        chunks: late
          ? chunks.flatMap(([ms, at]) => (at > cut ? [[ms, at - cut] as [number, number]] : []))
          : chunks,
      };
    },
  };
}

function tenths(ms: number): number {
  return Math.round(ms * 10) / 10;
}

/** How much of a piece is whole characters: a chunk may have cut the last one in two. */
function wholeLength(piece: string): number {
  const last = piece.charCodeAt(piece.length - 1);
  return last >= 0xd800 && last <= 0xdbff ? piece.length - 1 : piece.length;
}
