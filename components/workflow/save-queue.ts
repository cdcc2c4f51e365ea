import { newId } from "./new-id.ts";
import type { SaveEdits, SentEdit } from "./workflow-props.ts";

/** Whether what is on the screen is stored. */
export type SaveState =
  | { state: "saved" }
  | { state: "saving" }
  /** `refused`: the server understood and said no, so trying again by itself is no use. */
  | { state: "failed"; message: string; refused: boolean };

/** Edits wait this long after the last key, ms. */
export const TYPING_DELAY_MS = 400;
const RETRY_DELAYS_MS = [2_000, 4_000, 8_000, 15_000, 30_000];

type Waiting = SentEdit & { typing: string | null };

type Options = {
  seq: number;
  saveEdits: SaveEdits;
  onState: (state: SaveState) => void;
  /** Called when edits were stored: what was sent, and what others had stored before. It drops what no longer fits. */
  onStored: (sent: SentEdit[], others: SentEdit[]) => void;
};

/** Sends edits in order, one request at a time, and keeps them until the server has stored them. */
export type SaveQueue = {
  add: (edits: SentEdit["edit"][], typing?: string) => void;
  /** Sends what waits now; true when everything is stored. */
  flush: () => Promise<boolean>;
  /** Edits that are not stored yet, in order. */
  unsaved: () => SentEdit[];
  /** Gives up edits that wait, by their ids. */
  drop: (ids: ReadonlySet<string>) => void;
};

/** Makes a queue; see `SaveQueue`. */
export function createSaveQueue({ seq, saveEdits, onState, onStored }: Options): SaveQueue {
  let stored = seq;
  let waiting: Waiting[] = [];
  let sending: Waiting[] = [];
  let request: Promise<boolean> | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;

  const schedule = (delay: number) => {
    clearTimeout(timer);
    timer = setTimeout(() => void flush(), delay);
  };

  function failed(message: string, refused: boolean): false {
    waiting = [...sending, ...waiting];
    sending = [];
    onState({ state: "failed", message, refused });
    if (!refused) schedule(RETRY_DELAYS_MS[Math.min(failures, RETRY_DELAYS_MS.length - 1)] ?? 30_000);
    failures += 1;
    return false;
  }

  async function send(): Promise<boolean> {
    sending = waiting;
    waiting = [];
    onState({ state: "saving" });
    const edits = sending.map(({ id, edit }) => ({ id, edit }));
    let answer: Awaited<ReturnType<SaveEdits>>;
    try {
      answer = await saveEdits(stored, edits);
    } catch {
      return failed("the server can't be reached", false);
    }
    if (!answer.ok) {
      if (answer.code === "CONFLICT" && (await catchUp())) return true;
      return failed(answer.message, true);
    }
    stored = answer.seq;
    sending = [];
    failures = 0;
    const own = new Set(edits.map(({ id }) => id));
    onStored(
      edits,
      answer.others.filter(({ id }) => !own.has(id)),
    );
    if (waiting.length === 0) onState({ state: "saved" });
    return true;
  }

  /**
   * After a refusal: others may have removed what an edit is about, and with what they stored it shows which edits no
   * longer fit. False when nobody stored anything, so that trying again would be refused again.
   */
  async function catchUp(): Promise<boolean> {
    const answer = await saveEdits(stored, []).catch(() => null);
    if (!answer?.ok || answer.others.length === 0) return false;
    stored = answer.seq;
    waiting = [...sending, ...waiting];
    sending = [];
    onStored([], answer.others);
    if (waiting.length === 0) onState({ state: "saved" });
    return true;
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
      if (typing !== undefined && last?.typing === typing && only && edits.length === 1)
        waiting = [...waiting.slice(0, -1), { ...last, edit: only }];
      else waiting = [...waiting, ...edits.map((edit) => ({ id: newId(), edit, typing: typing ?? null }))];
      onState({ state: "saving" });
      schedule(typing === undefined ? 0 : TYPING_DELAY_MS);
    },
    flush,
    unsaved: () => [...sending, ...waiting].map(({ id, edit }) => ({ id, edit })),
    drop(ids) {
      waiting = waiting.filter(({ id }) => !ids.has(id));
    },
  };
}
