import { type ChildProcess, fork } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { Ask, Told } from "./child.ts";

const ROOT = join(import.meta.dirname, "../..");
/** Longest time a round may take, ms. */
const PATIENCE_MS = 300_000;

/** A message of the endpoint's process: where it listens, or a call that has just arrived. */
export type EndpointNews = { port: number } | { call: number; model: string };

/** Starts the scripted endpoint in a process of its own; gives its address, without path. */
export async function startEndpoint(): Promise<{ url: string; process: ChildProcess }> {
  const child = fork(join(import.meta.dirname, "endpoint/server.ts"), { cwd: ROOT, execArgv: [] });
  const port = await new Promise<number>((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`The endpoint ended with ${code}`)));
    child.on("message", (news: EndpointNews) => "port" in news && resolve(news.port));
  });
  return { url: `http://127.0.0.1:${port}`, process: child };
}

/** A competitor's process. It stands still but for its rounds, so that nobody disturbs another. */
export type Contestant = {
  name: string;
  round(ask: Ask): Promise<Extract<Told, { samples: unknown }>>;
  close(): Promise<void>;
};

/** Starts a competitor in a process of its own, with a folder of its own in `folder`. */
export async function startContestant(
  name: string,
  { databaseUrl, folder, endpoint }: { databaseUrl: string; folder: string; endpoint: string },
): Promise<Contestant> {
  const own = join(folder, name);
  mkdirSync(own);
  const child = fork(join(import.meta.dirname, "child.ts"), {
    cwd: ROOT,
    execArgv: ["--disable-warning=ExperimentalWarning"],
    env: {
      ...process.env,
      NODE_ENV: "production",
      BENCH_COMPETITOR: name,
      BENCH_PLACE: JSON.stringify({ databaseUrl, folder: own, endpoint }),
    },
  });
  const told = () =>
    new Promise<Told>((resolve, reject) => {
      const late = setTimeout(
        () => reject(new Error(`${name} did not answer within ${PATIENCE_MS / 1_000} s`)),
        PATIENCE_MS,
      );
      const gone = (code: number | null) => reject(new Error(`${name} ended with ${code}`));
      child.once("exit", gone);
      child.once("message", (message: Told) => {
        clearTimeout(late);
        child.off("exit", gone);
        resolve(message);
      });
    });
  await told();
  child.kill("SIGSTOP");
  return {
    name,
    async round(ask) {
      child.kill("SIGCONT");
      // What it has missed meanwhile (timers, heartbeats) comes first.
      await wait(150);
      child.send(ask);
      const answer = await told();
      child.kill("SIGSTOP");
      if ("error" in answer) throw new Error(`${name}, ${ask.scenario}: ${answer.error}`);
      if (!("samples" in answer)) throw new Error(`${name} gave no samples`);
      return answer;
    },
    async close() {
      child.kill("SIGCONT");
      const exit = new Promise((resolve) => child.once("exit", resolve));
      child.send("close");
      const killed = setTimeout(() => child.kill("SIGKILL"), 10_000);
      await exit;
      clearTimeout(killed);
    },
  };
}
