import {
  MAX_SLICE_EDITS,
  MAX_SLICE_LENGTH,
  type SavedEdits,
  type SentEdit,
} from "@/lib/views/workflow-edits.ts";
import type { SaveEdits } from "./workflow-props.ts";

/** Whether what is on the screen is stored. */
export type SaveState =
  | { state: "saved" }
  | { state: "saving" }
  /** Not stored yet; it is tried again by itself. */
  | { state: "retrying"; message: string }
  /** The server understood and said no, so trying again by itself is no use. */
  | { state: "refused"; message: string };

/** Edits wait this long after the last key, ms. */
export const TYPING_DELAY_MS = 400;
const RETRY_DELAYS_MS = [1_000, 2_000, 4_000, 8_000, 15_000];
/** Of these refusals the server itself says that they may pass. */
const PASSING = new Set(["UNAVAILABLE", "INTERNAL"]);

/** `typing` names the field of a stretch of typing; `tried`: it may have been stored, whatever came back. */
type Waiting = { one: SentEdit; typing: string | null; tried: boolean };

type Options = {
  saveEdits: SaveEdits;
  /** Number of the last stored edit that the page has taken. */
  seq: () => number;
  onState: (state: SaveState) => void;
  /** Called with each answer to a request, whose edits are stored by it; they are dropped afterwards. */
  onAnswer: (answer: SavedEdits, asked: { baseSeq: number | null; done: ReadonlySet<string> }) => void;
};

/** Sends edits in order, one request at a time, and keeps them until the server has stored them. */
export type SaveQueue = {
  /** Takes edits. Typing in the same field goes on in an edit that was never sent; returns the edits as they will be sent. */
  add: (edits: SentEdit[], typing?: string) => SentEdit[];
  /** Sends what waits now; true when everything is stored. */
  flush: () => Promise<boolean>;
  /** Asks what was stored after the last edit that the page has taken; `whole`: asks for the document. */
  catchUp: (whole?: boolean) => Promise<void>;
  /** Edits that are not known to be stored yet, in order. */
  unsaved: () => SentEdit[];
  /** Edits that turned out to be stored, by their ids. */
  drop: (ids: ReadonlySet<string>) => void;
};

/** Makes a queue; see `SaveQueue`. */
export function createSaveQueue({ saveEdits, seq, onState, onAnswer }: Options): SaveQueue {
  let waiting: Waiting[] = [];
  let request: Promise<boolean> | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** Failures since the last answer, and whether the latest was a refusal that won't pass by itself. */
  let failures = 0;
  let refused = false;
  let asking: Promise<void> | null = null;

  function schedule(delay: number): void {
    clearTimeout(timer);
    timer = setTimeout(() => void flush(), delay);
  }

  function settled(): true {
    failures = 0;
    refused = false;
    if (waiting.length === 0) onState({ state: "saved" });
    return true;
  }

  function failed(message: string, passes: boolean): boolean {
    // The answer was lost, and the stream has brought what it would have said.
    if (waiting.length === 0) return settled();
    refused = !passes;
    if (passes) schedule(RETRY_DELAYS_MS[Math.min(failures, RETRY_DELAYS_MS.length - 1)] ?? 0);
    failures += 1;
    onState({ state: passes ? "retrying" : "refused", message });
    return false;
  }

  async function send(): Promise<boolean> {
    const edits = nextSlice(waiting);
    const ids = new Set(edits.map(({ id }) => id));
    waiting = waiting.map((each) => (ids.has(each.one.id) ? { ...each, tried: true } : each));
    if (failures === 0) onState({ state: "saving" });
    const baseSeq = seq();
    let answer: Awaited<ReturnType<SaveEdits>>;
    try {
      answer = await saveEdits(baseSeq, edits);
    } catch {
      return failed("the server can't be reached", true);
    }
    if (!answer.ok) return failed(answer.message, PASSING.has(answer.code));
    onAnswer(answer, { baseSeq, done: ids });
    waiting = waiting.filter(({ one }) => !ids.has(one.id));
    return settled();
  }

  async function ask(whole: boolean): Promise<void> {
    const baseSeq = whole ? null : seq();
    const answer = await saveEdits(baseSeq, []).catch(() => null);
    if (answer?.ok) onAnswer(answer, { baseSeq, done: new Set() });
  }

  async function flush(): Promise<boolean> {
    clearTimeout(timer);
    while (request || waiting.length > 0) {
      const current = request ?? send();
      request = current;
      const sent = await current;
      if (request === current) request = null;
      if (!sent) return false;
    }
    return true;
  }

  return {
    add(edits, typing) {
      const last = waiting.at(-1);
      const [only] = edits;
      const goesOn = typing !== undefined && last?.typing === typing && !last.tried && edits.length === 1;
      const taken = goesOn && only ? [{ ...last.one, edit: only.edit }] : edits;
      const kept = goesOn ? waiting.slice(0, -1) : waiting;
      waiting = [...kept, ...taken.map((one) => ({ one, typing: typing ?? null, tried: false }))];
      // After a failure that may pass there is a time for the next try already.
      if (failures > 0 && !refused) return taken;
      onState({ state: "saving" });
      schedule(typing === undefined ? 0 : TYPING_DELAY_MS);
      return taken;
    },
    flush,
    catchUp(whole = false) {
      asking ??= ask(whole).finally(() => {
        asking = null;
      });
      return asking;
    },
    unsaved: () => waiting.map(({ one }) => one),
    drop(ids) {
      waiting = waiting.filter(({ one }) => !ids.has(one.id));
      if (waiting.length > 0 || request) return;
      clearTimeout(timer);
      settled();
    },
  };
}

/** The edits of the next request: as many from the first on as fit, at least one. */
function nextSlice(waiting: readonly Waiting[]): SentEdit[] {
  let length = 0;
  const slice: SentEdit[] = [];
  for (const { one } of waiting) {
    length += JSON.stringify(one).length;
    if (slice.length === MAX_SLICE_EDITS || (slice.length > 0 && length > MAX_SLICE_LENGTH)) break;
    slice.push(one);
  }
  return slice;
}
