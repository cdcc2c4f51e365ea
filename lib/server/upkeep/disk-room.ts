import { statfs } from "node:fs/promises";
import { isNoRoom } from "../../adapters/store/no-room.ts";
import { toldOnce } from "../../adapters/told-once.ts";
import type { RoomState } from "../../views/room-state.ts";

/** Watches whether there is room. While there is none no run may be claimed; those under way may end. */
export type DiskRoom = {
  /** Whether runs may be claimed. */
  ok(): boolean;
  state(): RoomState;
  /** Told of a failed write; true when it failed for want of room, so that it is worth trying again once there is some. */
  report(error: unknown): boolean;
  /** Ends once there is room, or with `signal`. */
  wait(signal: AbortSignal): Promise<void>;
  /** Calls back when room has run out, and when there is some again. Gives the way to stop. */
  onChange(hear: (ok: boolean) => void): () => void;
  stop(): void;
};

type Watched = {
  /** The folder that holds the data; null where they are in a database elsewhere, which says itself when it is full. */
  folder: string | null;
  /** Writes something to the database and takes it back; throws while there is no room. */
  tryWrite: () => Promise<void>;
  /** Bytes free below which no run is claimed, and from which they are again. */
  stopBelow?: number;
  goOnFrom?: number;
  everyMs?: number;
};

const STOP_BELOW = 200_000_000;
const GO_ON_FROM = 250_000_000;
const EVERY_MS = 5_000;
const LOOKING = "Looking for free room";

/** Begins to watch; the first look is over when this is given. */
export async function watchDiskRoom(watched: Watched): Promise<DiskRoom> {
  const { folder, tryWrite, stopBelow = STOP_BELOW, everyMs = EVERY_MS } = watched;
  const goOnFrom = Math.max(watched.goOnFrom ?? GO_ON_FROM, stopBelow);
  const hearers = new Set<(ok: boolean) => void>();
  let refused: { said: string; since: number } | null = null;
  let short: { folder: string; freeBytes: number; since: number } | null = null;
  let told = true;
  const looks = toldOnce();
  let stopped = false;

  const ok = () => refused === null && short === null;
  function tell(): void {
    if (ok() === told) return;
    told = ok();
    console.warn(told ? "There is room again: runs go on." : sentenceOf(state()));
    for (const hear of [...hearers]) hear(told);
  }
  function state(): RoomState {
    if (short !== null) return { ok: false, cause: "folder", neededBytes: goOnFrom, ...short };
    if (refused !== null) return { ok: false, cause: "database", ...refused };
    return { ok: true };
  }

  async function measure(): Promise<void> {
    if (folder === null) return;
    const freeBytes = await freeIn(folder);
    const since = short?.since ?? Date.now();
    short = freeBytes < (short === null ? stopBelow : goOnFrom) ? { folder, freeBytes, since } : null;
  }
  async function look(): Promise<void> {
    try {
      await measure();
      // With too little room on the disk the answer is known; a write would only use up the rest.
      if (refused !== null && short === null) {
        await tryWrite();
        refused = null;
      }
      looks.fine(LOOKING);
    } catch (error) {
      if (!isNoRoom(error) && !stopped) looks.trouble(LOOKING, error);
    }
    if (!stopped) tell();
  }

  await look();
  let looking = false;
  const timer = setInterval(async () => {
    if (looking) return;
    looking = true;
    await look();
    looking = false;
  }, everyMs);
  timer.unref();

  return {
    ok,
    state,
    report(error) {
      if (!isNoRoom(error)) return false;
      refused ??= { said: error instanceof Error ? error.message : String(error), since: Date.now() };
      tell();
      return true;
    },
    async wait(signal) {
      while (!ok() && !signal.aborted)
        await new Promise<void>((resolve) => {
          const end = () => {
            hearers.delete(end);
            signal.removeEventListener("abort", end);
            resolve();
          };
          hearers.add(end);
          signal.addEventListener("abort", end);
        });
    },
    onChange(hear) {
      hearers.add(hear);
      return () => hearers.delete(hear);
    },
    stop() {
      stopped = true;
      clearInterval(timer);
    },
  };
}

/** Bytes that this process may still write in the folder. */
async function freeIn(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

/** For the terminal: what is short, where, and what to do. */
function sentenceOf(state: RoomState): string {
  if (state.ok) return "There is room.";
  const what =
    state.cause === "folder"
      ? `Only ${megabytes(state.freeBytes)} are free in ${state.folder}. Runs that have not begun wait until ${megabytes(state.neededBytes)} are free`
      : `The database has no room left (${state.said}). Runs wait until it has`;
  return `${what}, and then go on by themselves. Delete something on that disk, or make it larger.`;
}

const megabytes = (bytes: number) => `${Math.round(bytes / 1_000_000)} MB`;
