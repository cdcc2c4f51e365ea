import { readable } from "../../../graph/readable.ts";
import { gravest } from "../../../run/reply-end.ts";
import { type Asked, type CollectedCall, collectCalls, OLDER_INDEX } from "./collect-calls.ts";
import { readMessage, record, textOf } from "./read-message.ts";
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

/** Takes one `chat.completion.chunk` (or a whole completion), and says what it adds; `end` what was held back. */
export type Collector = {
  add: (chunk: unknown, atMs: number) => Parted;
  end: (atMs: number) => Parted;
  /** Characters of text, thinking and arguments so far. */
  characters: () => number;
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

  function report(...usages: unknown[]) {
    for (const usage of usages)
      for (const [name, value] of Object.entries(record(usage))) if (value) reported[name] = value;
  }

  function take(one: Record<string, unknown>, atMs: number): Parted {
    const index = typeof one.index === "number" ? one.index : 0;
    const choice = choiceOf(index);
    count += 1;
    report(one.usage);
    choice.finishReason = textOf(one.finish_reason) ?? choice.finishReason;
    // A whole message at the end of a stream repeats what has come.
    if (one.delta == null && choice.spoken) return { text: "", thinking: "" };
    const said = readMessage(record(one.delta ?? one.message));
    if (said.refusal !== "") refused = true;
    const pieces = said.olderCall ? [...said.calls, { ...said.olderCall, index: OLDER_INDEX }] : said.calls;
    calls.add(index, pieces);
    for (const piece of pieces) argumentLength += piece.arguments.length;
    if (pieces.length === 0 && said.text + said.thinking + said.refusal === "")
      return { text: "", thinking: "" };
    choice.spoken = true;
    firstTokenMs ??= tenths(atMs);
    const written = wholeCharacters(choice.half + said.text + said.refusal);
    choice.half = written.half;
    const thought = wholeCharacters(choice.halfThought + said.thinking);
    choice.halfThought = thought.half;
    const parted = choice.parts.add(written.text);
    return { text: aloud(index, parted.text), thinking: thought.text + parted.thinking };
  }

  /** Text of the first choice that writes any is the reply's; that of others is put after it at the end. */
  function aloud(index: number, written: string): string {
    if (written === "") return "";
    lead ??= index;
    if (lead === index) return written;
    elsewhere += written;
    return "";
  }

  function note(added: Parted, atMs: number): Parted {
    thinking += added.thinking;
    if (added.text === "") return added;
    text += added.text;
    const last = chunks.at(-1);
    if (last && atMs - last[0] < CHUNK_MS) last[1] = text.length;
    else chunks.push([tenths(atMs), text.length]);
    return added;
  }

  return {
    add(chunk, atMs) {
      const { choices: list, model: named, usage, x_groq } = record(chunk);
      model ??= textOf(named);
      report(record(x_groq).usage, usage);
      const added: Parted = { text: "", thinking: "" };
      for (const one of Array.isArray(list) ? list.map(record) : []) {
        const { text: more, thinking: thought } = take(one, atMs);
        added.text += more;
        added.thinking += thought;
      }
      return note(added, atMs);
    },
    end(atMs) {
      const added: Parted = { text: "", thinking: "" };
      for (const [index, choice] of choices) {
        added.thinking += readable(choice.halfThought);
        const rest = choice.parts.add(readable(choice.half));
        const held = choice.parts.end();
        added.text += aloud(index, rest.text + held.text);
        added.thinking += rest.thinking + held.thinking;
        choice.half = "";
        choice.halfThought = "";
      }
      if (elsewhere !== "") added.text += `\n\n${elsewhere}`;
      elsewhere = "";
      return note(added, atMs);
    },
    characters: () => text.length + elsewhere.length + thinking.length + argumentLength,
    reply() {
      const before = thinkingBefore(text);
      const late = before && (thinking === "" || before.thinking.trim() === "") ? before : null;
      const cut = late ? text.length - late.text.length : 0;
      const finishReason = gravest([...choices.values()].map((choice) => choice.finishReason));
      return {
        text: late?.text ?? text,
        thinking: (thinking || (late?.thinking ?? "")).trim(),
        calls: calls.read(),
        finishReason: refused ? "refusal" : readable(finishReason.slice(0, LONGEST_REASON)),
        model: model && readable(model),
        usage: readUsage(reported),
        choices: count,
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

/** What of a piece is whole characters, and the first half of one that a chunk has cut. */
function wholeCharacters(piece: string): { text: string; half: string } {
  const cut = /[\ud800-\udbff]$/.test(piece) ? 1 : 0;
  return { text: readable(piece.slice(0, piece.length - cut)), half: piece.slice(piece.length - cut) };
}
