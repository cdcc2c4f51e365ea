import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import type { SqlReply, SqlRequest } from "./request.ts";

/**
 * How a statement's process ended its work; `begun` says whether the statement may have reached the database, `committing`
 * whether its change may have become lasting.
 */
export type SqlEnd =
  | { end: "answered"; reply: SqlReply }
  | { end: "timeout" | "cancelled" | "died"; begun: boolean; committing: boolean };

/** Runs each statement in a process of its own choice, killed at its time limit or when `signal` fires. */
export interface SqlProcesses {
  run(request: SqlRequest, signal: AbortSignal): Promise<SqlEnd>;
  /** Ends the idle processes. */
  stop(): void;
}

/** What the parent waits beyond the limit for the way of the reply, and what a new process has to get ready, ms. */
const REPLY_MS = 500;
const START_MS = 30_000;
/** To start one takes a sixth of a second of a whole core; a statement that waits less than that is better off. */
const PATIENCE_MS = 250;
/** A process that nobody needs is kept for so long. */
const IDLE_MS = 300_000;

/** A process to use, `null` when it has to be started, or no place because the signal came first. */
type Place = ChildProcess | null | "cancelled";

/**
 * Keeps the processes that have answered, and has at most `most` at work. While one is at work, statements wait for it;
 * each time they have waited for a quarter of a second another is started, but never two at once: on a busy machine, where
 * everything takes longer, the statements share as few. Processes get no environment, so that a statement can't read a
 * secret from there.
 */
export function sqlProcesses({ most = 8 }: { most?: number } = {}): SqlProcesses {
  const idle = new IdleProcesses();
  const waiting: ((place: ChildProcess | null) => void)[] = [];
  let atWork = 0;
  let starting = 0;
  let growth: NodeJS.Timeout | undefined;

  async function run(request: SqlRequest, signal: AbortSignal): Promise<SqlEnd> {
    const place = await placeFor(signal);
    if (place === "cancelled" || signal.aborted) {
      if (place !== "cancelled") release(place);
      return { end: "cancelled", begun: false, committing: false };
    }
    const child = place ?? startProcess();
    const started = place ? null : noteStart();
    const end = await converse(child, { request, started }, signal);
    started?.();
    const sound = end.end === "answered" && child.connected;
    if (!sound) child.kill("SIGKILL");
    release(sound ? child : null);
    return end;
  }

  /** Counts a start; what comes back is called when the process is ready, or will never be. */
  function noteStart(): () => void {
    let done = false;
    starting++;
    return () => {
      if (done) return;
      done = true;
      starting--;
      clearTimeout(growth);
      growth = waiting.length > 0 ? setTimeout(grow, PATIENCE_MS) : undefined;
    };
  }

  function placeFor(signal: AbortSignal): Promise<Place> | Place {
    if (signal.aborted) return "cancelled";
    const kept = idle.take();
    if (kept === undefined && atWork > 0) return wait(signal);
    atWork++;
    return kept ?? null;
  }

  /** Waits for the place of another statement, or for one more. */
  function wait(signal: AbortSignal): Promise<Place> {
    return new Promise((come) => {
      const leave = () => {
        waiting.splice(waiting.indexOf(next), 1);
        come("cancelled");
      };
      const next = (place: ChildProcess | null) => {
        signal.removeEventListener("abort", leave);
        come(place);
      };
      waiting.push(next);
      signal.addEventListener("abort", leave, { once: true });
      growth ??= setTimeout(grow, PATIENCE_MS);
    });
  }

  function grow(): void {
    growth = undefined;
    const next = starting === 0 && atWork < most ? waiting.shift() : undefined;
    if (next) {
      atWork++;
      next(null);
    }
    if (waiting.length > 0) growth = setTimeout(grow, PATIENCE_MS);
  }

  /** The statement that waits longest takes over the place. */
  function release(child: ChildProcess | null): void {
    const next = waiting.shift();
    if (waiting.length === 0) {
      clearTimeout(growth);
      growth = undefined;
    }
    if (next) next(child);
    else {
      atWork--;
      if (child) idle.keep(child);
    }
  }

  return { run, stop: () => idle.stop() };
}

/** Processes without work; none keeps the parent from ending. */
class IdleProcesses {
  private readonly kept: { child: ChildProcess; forget: () => void }[] = [];

  take(): ChildProcess | undefined {
    const sound = this.kept.findLast(({ child }) => child.connected);
    sound?.forget();
    return sound?.child;
  }

  keep(child: ChildProcess): void {
    child.unref();
    child.channel?.unref();
    const over = setTimeout(() => child.kill("SIGKILL"), IDLE_MS).unref();
    const entry = {
      child,
      forget: () => {
        clearTimeout(over);
        child.off("exit", entry.forget);
        this.kept.splice(this.kept.indexOf(entry), 1);
      },
    };
    child.once("exit", entry.forget);
    this.kept.push(entry);
  }

  stop(): void {
    for (const { child } of this.kept) child.kill("SIGKILL");
  }
}

function startProcess(): ChildProcess {
  const file = join(/* turbopackIgnore: true */ process.cwd(), "lib", "adapters", "tools", "sql", "child.ts");
  return fork(file, [], {
    env: { NODE_ENV: "production" },
    execArgv: ["--max-old-space-size=256"],
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
}

/** Runs one statement in a process; a new one calls `started` when it is ready, and the time limit counts from there. */
function converse(
  child: ChildProcess,
  { request, started }: { request: SqlRequest; started: (() => void) | null },
  signal: AbortSignal,
): Promise<SqlEnd> {
  return new Promise((done) => {
    child.ref();
    child.channel?.ref();
    let begun = started === null;
    let committing = false;
    let stopped: "timeout" | "cancelled" | "died" = "died";
    const stop = (why: "timeout" | "cancelled") => {
      stopped = why;
      child.kill("SIGKILL");
    };
    const cancel = () => stop("cancelled");
    const limitMs = request.limits.timeoutMs + REPLY_MS;
    let timer = setTimeout(() => stop("timeout"), started ? START_MS : limitMs);
    const ready = () => {
      begun = true;
      clearTimeout(timer);
      timer = setTimeout(() => stop("timeout"), limitMs);
      started?.();
    };
    const finish = (end: SqlEnd) => {
      clearTimeout(timer);
      signal.removeEventListener("abort", cancel);
      child.off("disconnect", ended).off("error", ended).off("message", heard);
      done(end);
    };
    // The channel closes after the last message was read, so `begun` and `committing` are known by then.
    const ended = () => finish({ end: stopped, begun, committing });
    const heard = (message: unknown) => {
      // Only our own child process writes to this channel, and only replies.
      const reply = message as SqlReply;
      if (reply.kind === "ready") ready();
      else if (reply.kind === "committing") committing = true;
      else finish({ end: "answered", reply });
    };
    signal.addEventListener("abort", cancel);
    child.once("disconnect", ended).once("error", ended).on("message", heard);
    child.send(request, (error) => {
      if (error) child.kill("SIGKILL");
    });
  });
}
