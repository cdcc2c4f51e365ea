import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import type { SqlReply, SqlRequest } from "./request.ts";

/** How a statement's process ended its work; `committing` says whether the change may have become lasting. */
export type SqlEnd =
  | { end: "answered"; reply: SqlReply }
  | { end: "timeout" | "cancelled" | "died"; committing: boolean };

/** Runs each statement in a process of its own choice, killed at its time limit or when `signal` fires. */
export interface SqlProcesses {
  run(request: SqlRequest, signal: AbortSignal): Promise<SqlEnd>;
  /** Ends the idle processes. */
  stop(): void;
}

/** What the parent waits beyond the limit: for the way of the reply, and for the start of a new process, ms. */
const REPLY_MS = 500;
const START_MS = 1_500;

/**
 * Keeps up to `warm` idle processes, since starting one takes about a tenth of a second, and has at most `most` at work;
 * further statements wait. Processes get no environment, so that a statement can't read a secret from there.
 */
export function sqlProcesses({ warm = 2, most = 8 }: { warm?: number; most?: number } = {}): SqlProcesses {
  const idle: ChildProcess[] = [];
  const waiting: (() => void)[] = [];
  let atWork = 0;

  async function run(request: SqlRequest, signal: AbortSignal): Promise<SqlEnd> {
    if (atWork < most) atWork++;
    else if (!(await turn(signal))) return { end: "cancelled", committing: false };
    try {
      if (signal.aborted) return { end: "cancelled", committing: false };
      const warmed = idle.pop();
      const child = warmed ?? startProcess(idle);
      const end = await converse(
        child,
        request,
        signal,
        request.limits.timeoutMs + REPLY_MS + (warmed ? 0 : START_MS),
      );
      if (end.end === "answered" && idle.length < warm && child.connected) keep(child, idle);
      else child.kill("SIGKILL");
      return end;
    } finally {
      // The next one in the queue takes over the place.
      const next = waiting.shift();
      if (next) next();
      else atWork--;
    }
  }

  /** Waits for a place: true when it has one, false when `signal` came first. */
  function turn(signal: AbortSignal): Promise<boolean> {
    return new Promise((come) => {
      const leave = () => {
        const place = waiting.indexOf(next);
        if (place >= 0) waiting.splice(place, 1);
        come(false);
      };
      const next = () => {
        signal.removeEventListener("abort", leave);
        come(true);
      };
      waiting.push(next);
      signal.addEventListener("abort", leave, { once: true });
    });
  }

  return {
    run,
    stop() {
      for (const child of idle.splice(0)) child.kill("SIGKILL");
    },
  };
}

function startProcess(idle: ChildProcess[]): ChildProcess {
  const file = join(/* turbopackIgnore: true */ process.cwd(), "lib", "adapters", "tools", "sql", "child.ts");
  const child = fork(file, [], {
    env: { NODE_ENV: "production" },
    execArgv: ["--max-old-space-size=256"],
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
  child.once("exit", () => {
    const place = idle.indexOf(child);
    if (place >= 0) idle.splice(place, 1);
  });
  return child;
}

/** An idle process does not keep the parent from ending. */
function keep(child: ChildProcess, idle: ChildProcess[]): void {
  child.unref();
  child.channel?.unref();
  idle.push(child);
}

function converse(
  child: ChildProcess,
  request: SqlRequest,
  signal: AbortSignal,
  limitMs: number,
): Promise<SqlEnd> {
  return new Promise((done) => {
    child.ref();
    child.channel?.ref();
    let committing = false;
    let stopped: "timeout" | "cancelled" | "died" = "died";
    const stop = (why: "timeout" | "cancelled") => {
      stopped = why;
      child.kill("SIGKILL");
    };
    const cancel = () => stop("cancelled");
    const timer = setTimeout(() => stop("timeout"), limitMs);
    const finish = (end: SqlEnd) => {
      clearTimeout(timer);
      signal.removeEventListener("abort", cancel);
      child.off("disconnect", ended).off("error", ended).off("message", heard);
      done(end);
    };
    // The channel closes after the last message was read, so `committing` is known by then.
    const ended = () => finish({ end: stopped, committing });
    const heard = (message: unknown) => {
      // Only our own child process writes to this channel, and only replies.
      const reply = message as SqlReply;
      if (reply.kind === "committing") committing = true;
      else finish({ end: "answered", reply });
    };
    signal.addEventListener("abort", cancel);
    child.once("disconnect", ended).once("error", ended).on("message", heard);
    child.send(request, (error) => {
      if (error) child.kill("SIGKILL");
    });
  });
}
