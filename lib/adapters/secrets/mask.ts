import type { Json } from "../../graph/json.ts";
import { canBeMasked } from "../../run/can-be-masked.ts";
import { automatonOf, type FormState } from "./form-automaton.ts";
import { formsOf } from "./secret-forms.ts";

/** What stands where a secret was. */
export const MASKED = "[secret]";

/** Hides a workspace's secrets in what comes from outside. */
export type Mask = {
  /** The text with every secret, in every form that it may come in, replaced by `[secret]`; one cut off at the end, too. */
  text(text: string): string;
  /** Every text and key of a JSON value, and numbers that are a secret. */
  json(value: Json): Json;
  /** For a text that comes in pieces. */
  stream(): MaskStream;
};

/** `add` takes a piece and returns what is safe to show by now; `end` returns the rest. Together they are `text` of the whole. */
export type MaskStream = { add(piece: string): string; end(): string };

/** A mask for these secrets. Those that can't be told from ordinary text (see `canBeMasked`) are not masked. */
export function createMask(secrets: Iterable<string>): Mask {
  const masked = [...new Set(secrets)].filter(canBeMasked);
  if (masked.length === 0) return NO_MASK;
  const root = automatonOf(masked.flatMap(formsOf));
  const search = new FormSearch(root);
  const text = (whole: string): string => {
    if (!search.finds(whole)) return whole;
    const stream = new FormStream(root);
    return stream.add(whole) + stream.end();
  };
  return { text, json: (value) => maskedJson(value, text), stream: () => new FormStream(root) };
}

/** Hides nothing. */
export const NO_MASK: Mask = {
  text: (text) => text,
  json: (value) => value,
  stream: () => ({ add: (piece) => piece, end: () => "" }),
};

function maskedJson(value: Json, text: (text: string) => string): Json {
  if (typeof value === "string") return text(value);
  if (typeof value === "number") {
    const shown = String(value);
    const masked = text(shown);
    return masked === shown ? value : masked;
  }
  if (value === null || typeof value === "boolean") return value;
  if (Array.isArray(value)) return value.map((item) => maskedJson(item, text));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [text(key), maskedJson(item, text)]));
}

/** A set of states that a reading may be in; what follows is worked out once for each character. */
type Reading = { states: FormState[]; isFound: boolean; isTelling: boolean; next: Map<number, Reading> };

const MAX_READINGS = 4_000;

/** Tells quickly whether a text holds anything to hide: nearly always it holds nothing. */
class FormSearch {
  private readonly root: FormState;
  private readonly ids = new Map<FormState, number>();
  private readings = new Map<string, Reading>();

  constructor(root: FormState) {
    this.root = root;
  }

  finds(text: string): boolean {
    let reading = this.readingOf([this.root]);
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      let next = reading.next.get(code);
      if (!next) {
        next = this.readingOf([
          this.root,
          ...new Set(reading.states.flatMap((state) => state.next.get(code) ?? [])),
        ]);
        reading.next.set(code, next);
      }
      if (next.isFound) return true;
      reading = next;
    }
    return reading.isTelling;
  }

  private readingOf(states: FormState[]): Reading {
    const key = states
      .map((state) => this.idOf(state))
      .sort((a, b) => a - b)
      .join();
    const known = this.readings.get(key);
    if (known) return known;
    if (this.readings.size > MAX_READINGS) this.readings = new Map();
    const [isFound, isTelling] = [
      states.some((state) => state.isWhole),
      states.some((state) => state.isTelling),
    ];
    const reading = { states, isFound, isTelling, next: new Map() };
    this.readings.set(key, reading);
    return reading;
  }

  private idOf(state: FormState): number {
    const id = this.ids.get(state) ?? this.ids.size;
    this.ids.set(state, id);
    return id;
  }
}

type Thread = { state: FormState; start: number };
type Found = { start: number; end: number };

/** Reads pieces and holds back only what may be the beginning of a secret. Positions count in what is held. */
class FormStream implements MaskStream {
  private readonly root: FormState;
  private held = "";
  private threads: Thread[] = [];
  private found: Found[] = [];

  constructor(root: FormState) {
    this.root = root;
  }

  add(piece: string): string {
    for (let at = 0; at < piece.length; at++) this.read(this.held.length + at, piece.charCodeAt(at));
    this.held += piece;
    return this.release();
  }

  end(): string {
    for (const { state, start } of this.threads)
      if (state.isTelling) this.found.push({ start, end: this.held.length });
    this.threads = [];
    return this.release();
  }

  private read(at: number, code: number): void {
    // Nearly always nothing is open, and nothing begins.
    if (this.threads.length === 0 && !this.root.next.has(code)) return;
    const next: Thread[] = [];
    for (const { state, start } of [...this.threads, { state: this.root, start: at }])
      for (const to of state.next.get(code) ?? []) {
        next.push({ state: to, start });
        if (to.isWhole) this.found.push({ start, end: at + 1 });
      }
    this.threads = next;
  }

  /** The leftmost and then longest finds are replaced once nothing can come before them or make them longer. */
  private release(): string {
    this.found.sort((a, b) => a.start - b.start || b.end - a.end);
    let out = "";
    let done = 0;
    for (const { start, end } of this.found) {
      if (start < done) continue;
      if (this.threads.some((thread) => thread.start <= start)) break;
      out += this.held.slice(done, start) + MASKED;
      done = end;
      this.threads = this.threads.filter((thread) => thread.start >= end);
    }
    const open = this.threads.reduce((least, thread) => Math.min(least, thread.start), this.held.length);
    const waits = this.found.find(({ start }) => start >= done)?.start ?? open;
    const upTo = Math.max(done, Math.min(open, waits));
    out += this.held.slice(done, upTo);
    this.held = this.held.slice(upTo);
    this.threads = this.threads.map(({ state, start }) => ({ state, start: start - upTo }));
    this.found = this.found
      .filter(({ start }) => start >= upTo)
      .map(({ start, end }) => ({ start: start - upTo, end: end - upTo }));
    return out;
  }
}
