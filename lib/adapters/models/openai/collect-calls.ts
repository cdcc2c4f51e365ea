import { readable } from "../../../graph/readable.ts";
import { callNameOf } from "./call-name.ts";
import { ObjectScan } from "./object-scan.ts";

/** A call that the model asks for; `arguments` is the text as the model wrote it. */
export type CollectedCall = { id: string; name: string; arguments: string };

/** One entry of a chunk's `tool_calls`: whatever of a call it holds. */
export type CallPiece = { index: number | null; id: string | null; name: string | null; arguments: string };

/** What the request says about calls: the names it offers, and the ids that the conversation has already. */
export type Asked = { offered: readonly string[]; ids: readonly string[] };

/** The index under which calls in the older form (`function_call`) are collected, apart from the others. */
export const OLDER_INDEX = -1;

type Slot = {
  choice: number;
  index: number | null;
  id: string | null;
  name: string;
  parts: string[];
  scan: ObjectScan;
};

/** Collects the calls of one reply. `add` takes what one chunk holds of one choice. */
export type CallCollector = {
  add: (choice: number, pieces: readonly CallPiece[]) => void;
  read: () => CollectedCall[];
};

/**
 * Tells calls apart by all signs there are: index, id, a name (which begins a call), entries of one chunk, and arguments
 * that are whole already. Endpoints leave out any of these, or repeat them.
 */
export function collectCalls({ offered, ids }: Asked): CallCollector {
  const slots: Slot[] = [];

  function take(choice: number, piece: CallPiece, touched: Set<Slot>) {
    const known = slotOf(slots, choice, piece);
    let slot = known;
    if (!slot || begins(slot, piece, { offered, sameChunk: touched.has(slot) })) {
      const { index, id } = piece;
      slot = { choice, index, id, name: "", parts: [], scan: new ObjectScan() };
      slots.push(slot);
    }
    slot.id ??= piece.id;
    if (piece.name !== null && slot.name !== piece.name) slot.name += piece.name;
    slot.parts.push(piece.arguments);
    slot.scan.add(piece.arguments);
    touched.add(slot);
  }

  return {
    add(choice, pieces) {
      const touched = new Set<Slot>();
      for (const piece of pieces) take(choice, piece, touched);
    },
    read() {
      const calls = slots.flatMap((slot) => read(slot));
      return withIds(calls.filter(isCall), ids).map((call) => ({
        ...call,
        name: callNameOf(call.name, offered),
      }));
    },
  };
}

/** The call that a piece would go on with. */
function slotOf(slots: readonly Slot[], choice: number, { index, id }: CallPiece): Slot | undefined {
  let latest: Slot | undefined;
  for (let at = slots.length - 1; at >= 0; at -= 1) {
    const slot = slots[at];
    if (slot?.choice !== choice || (index === null ? slot.index === OLDER_INDEX : slot.index !== index))
      continue;
    if (id === null || slot.id === id) return slot;
    latest ??= slot;
  }
  return latest;
}

/** Whether a piece begins a call of its own, though its index (or the want of one) says that it goes on with `slot`. */
function begins(
  slot: Slot,
  { id, name }: CallPiece,
  { offered, sameChunk }: { offered: readonly string[]; sameChunk: boolean },
): boolean {
  // Some endpoints make a new id for each chunk of one call.
  if (name === null) return false;
  if (sameChunk || (id !== null && slot.id !== null && id !== slot.id)) return true;
  if (slot.name === "") return false;
  if (slot.scan.isBlank()) {
    if (name === slot.name) return false;
    const joined = slot.name + name;
    return offered.includes(slot.name) || !offered.some((known) => known.startsWith(joined));
  }
  // A name that is repeated with its id, or in the middle of the arguments, begins nothing.
  return name !== slot.name || (id === null && !slot.scan.isOpen());
}

type Unnumbered = { id: string | null; name: string; arguments: string; older: boolean };

/** An entry that says something, and not in the older form what another one says already. */
function isCall(call: Unnumbered, _: number, all: readonly Unnumbered[]): boolean {
  if (call.name === "" && call.arguments === "") return false;
  const same = (other: Unnumbered) =>
    !other.older && other.name === call.name && other.arguments === call.arguments;
  return !call.older || !all.some(same);
}

/** The calls of one slot: two whole objects are two calls, unless the first is the `{}` that some send before the real ones. */
function read({ index, id, name, parts, scan }: Slot): Unnumbered[] {
  const texts = scan.split(parts.join(""));
  while (texts.length > 1 && /^\{\s*\}$/.test(texts[0] ?? "")) texts.shift();
  const older = index === OLDER_INDEX;
  const own = id === null ? null : readable(id);
  return texts.map((text, at) => ({ id: at === 0 ? own : null, name, arguments: text, older }));
}

/** Every call gets an id that the conversation has not seen: a missing one is made, the second use of one gets a number. */
function withIds(calls: readonly Unnumbered[], ids: readonly string[]): CollectedCall[] {
  const used = new Set(ids);
  return calls.map(({ id: given, name, arguments: text }, at) => {
    let id = given ?? made(at + 1);
    for (let n = 2; used.has(id); n += 1) id = given === null ? made(at + n) : `${given}_${n}`;
    used.add(id);
    return { id, name, arguments: text };
  });
}

/** Nine letters and digits: every endpoint takes them, and Mistral's nothing else. */
function made(n: number): string {
  return `call${String(n).padStart(5, "0")}`;
}
