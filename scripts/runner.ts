// npm run runner: a process that drives runs, beside a server on the same DATABASE_URL; as many as wanted, anywhere.
// The work is done in a thread, so that this one always hears the signals.
import { SHARE_ENV, Worker } from "node:worker_threads";
import { END, ENDING } from "../lib/server/end-with-signals.ts";
import { Grace } from "./grace.ts";

// What is made from here on is its owner's alone; a thread can't say so for itself.
process.umask(0o077);
const thread = new Worker(new URL("runner-thread.ts", import.meta.url), { env: SHARE_ENV });
const grace = new Grace((why) => {
  console.error(`The runner was asked to end, and ${why}: it is killed. Its runs go to another runner.`);
  process.kill(process.pid, "SIGKILL");
});
for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.on(signal, () => {
    thread.postMessage(END);
    grace.begin();
  });
thread.on("message", (message) => message === ENDING && grace.alive());
thread.on("error", (error) => {
  console.error("The runner has failed:", error);
  process.exit(1);
});
thread.on("exit", (code) => process.exit(code));
