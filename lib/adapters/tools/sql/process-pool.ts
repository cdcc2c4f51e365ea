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
 * Keeps up to `warm` idle processes, since starting one takes about a tenth of a second. They get no environment, so
 * that a statement can't read a secret from there.
 */
export function sqlProcesses({ warm = 2 }: { warm?: number } = {}): SqlProcesses {
  const idle: ChildProcess[] = [];
  const file = join(/* turbopackIgnore: true */ process.cwd(), "lib", "adapters", "tools", "sql", "child.ts");
  const start = () => {
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
  };
  const keep = (child: ChildProcess) => {
    if (idle.length >= warm || !child.connected) return void child.kill("SIGKILL");
    child.removeAllListeners("message");
    child.unref();
    child.channel?.unref();
    idle.push(child);
  };

  return {
    run: (request, signal) =>
      new Promise<SqlEnd>((done) => {
        if (signal.aborted) return done({ end: "cancelled", committing: false });
        const warmed = idle.pop();
        const child = warmed ?? start();
        child.ref();
        child.channel?.ref();
        let committing = false;
        let stopped: "timeout" | "cancelled" | "died" = "died";
        const stop = (why: "timeout" | "cancelled") => {
          stopped = why;
          child.kill("SIGKILL");
        };
        const cancel = () => stop("cancelled");
        const timer = setTimeout(
          () => stop("timeout"),
          request.limits.timeoutMs + REPLY_MS + (warmed ? 0 : START_MS),
        );
        const finish = (end: SqlEnd) => {
          clearTimeout(timer);
          signal.removeEventListener("abort", cancel);
          child.off("disconnect", ended);
          child.off("error", ended);
          done(end);
        };
        // The channel closes after the last message was read, so `committing` is known by then.
        const ended = () => finish({ end: stopped, committing });
        signal.addEventListener("abort", cancel);
        child.once("disconnect", ended);
        child.once("error", ended);
        child.on("message", (message) => {
          // Only our own child process writes to this channel, and only replies.
          const reply = message as SqlReply;
          if (reply.kind === "committing") {
            committing = true;
            return;
          }
          finish({ end: "answered", reply });
          keep(child);
        });
        child.send(request, (error) => {
          if (error) child.kill("SIGKILL");
        });
      }),
    stop() {
      for (const child of idle.splice(0)) child.kill("SIGKILL");
    },
  };
}
