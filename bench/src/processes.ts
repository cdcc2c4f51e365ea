import { fork } from "node:child_process";
import { join } from "node:path";
import type { Answer, Ask } from "./child.ts";
import type { Surroundings } from "./competitors/competitor.ts";

const ROOT = join(import.meta.dirname, "../..");
/** Longest time a round may take, ms. */
const PATIENCE_MS = 300_000;

/** Nothing of the peers asks or tells the internet. */
const QUIET = {
  LANGSMITH_TRACING: "false",
  LANGCHAIN_TRACING_V2: "false",
  MASTRA_TELEMETRY_DISABLED: "1",
  DO_NOT_TRACK: "1",
};

/** A message of the endpoint's process: where it listens, or a call that has just arrived. */
export type EndpointNews = { port: number } | { call: number; model: string };

/** The scripted endpoint: its address without path, and who is told the number of each call as it arrives. */
export type Endpoint = { url: string; onCall: ((call: number) => void) | null; close(): void };

/** Starts the scripted endpoint in a process of its own. */
export async function startEndpoint(): Promise<Endpoint> {
  const child = fork(join(import.meta.dirname, "endpoint/server.ts"), { cwd: ROOT, execArgv: [] });
  const port = await new Promise<number>((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`The endpoint ended with ${code}`)));
    child.once("message", (news: EndpointNews) => "port" in news && resolve(news.port));
  });
  const endpoint: Endpoint = { url: `http://127.0.0.1:${port}`, onCall: null, close: () => child.kill() };
  child.on("message", (news: EndpointNews) => "call" in news && endpoint.onCall?.(news.call));
  return endpoint;
}

/** A competitor's process. Paused, it does nothing at all, so that it disturbs nobody. */
export type Contestant = {
  name: string;
  /** Asks the process for something and gives its answer; throws what it could not do, or not in time. */
  ask<Is extends Answer["is"]>(asked: Ask, is: Is, patienceMs?: number): Promise<Extract<Answer, { is: Is }>>;
  pause(): void;
  goOn(): void;
  /** Ends it as a crash does; resolves once it is gone. */
  kill(): Promise<void>;
  close(): Promise<void>;
};

/** Starts a competitor in a process of its own, once it is ready. */
export async function startContestant(name: string, place: Surroundings): Promise<Contestant> {
  const child = fork(join(import.meta.dirname, "child.ts"), {
    cwd: ROOT,
    execArgv: ["--disable-warning=ExperimentalWarning"],
    env: {
      ...process.env,
      ...QUIET,
      NODE_ENV: "production",
      BENCH_COMPETITOR: name,
      BENCH_PLACE: JSON.stringify(place),
    },
  });
  const answer = (patienceMs = PATIENCE_MS) =>
    new Promise<Answer>((resolve, reject) => {
      const settle = (outcome: () => void) => {
        clearTimeout(late);
        child.off("exit", gone);
        child.off("message", heard);
        outcome();
      };
      const heard = (message: Answer) => settle(() => resolve(message));
      const gone = (code: number | null) =>
        settle(() => reject(new Error(`${name} ended with ${code ?? "a signal"}`)));
      const late = setTimeout(
        () => settle(() => reject(new Error(`${name} did not answer within ${patienceMs / 1_000} s`))),
        patienceMs,
      );
      child.once("exit", gone);
      child.once("message", heard);
    });
  await answer();
  return {
    name,
    async ask<Is extends Answer["is"]>(asked: Ask, is: Is, patienceMs?: number) {
      const told = answer(patienceMs);
      child.send(asked);
      const given = await told;
      if (given.is === "error") throw new Error(`${name}: ${given.message}`);
      if (given.is !== is) throw new Error(`${name}: expected the answer ${is}, got ${given.is}`);
      // Its `is` has just been looked at.
      return given as Extract<Answer, { is: Is }>;
    },
    pause: () => child.kill("SIGSTOP"),
    goOn: () => child.kill("SIGCONT"),
    async kill() {
      const exit = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGKILL");
      await exit;
    },
    async close() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGCONT");
      const exit = new Promise((resolve) => child.once("exit", resolve));
      child.send({ ask: "close" } satisfies Ask);
      const killed = setTimeout(() => child.kill("SIGKILL"), 10_000);
      await exit;
      clearTimeout(killed);
    },
  };
}
