import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { configure, seenBy } from "./endpoint/client.ts";
import { WORKERS } from "./endpoint/script.ts";
import { type Contestant, type Endpoint, startContestant } from "./processes.ts";

/** What came after a process was killed with `kill -9` while its call number `atCall` was under way. */
export type Crash = {
  atCall: number;
  afterMs: number;
  /** Beside the one that was under way. */
  callsAgain: number;
  toolsAgain: number;
  /** From the kill to the next model call, with the start of the new process in it, ms. */
  backMs: number;
};

const CALLS = 1 + 3 * WORKERS;
const DELAY_MS = 50;
/** Longest wait for a run to end in the new process, ms. */
const PATIENCE_MS = 60_000;
const KILLS = [1, 2, 5, 9, 13].flatMap((atCall) => [
  { atCall, afterMs: 0 },
  { atCall, afterMs: 20 },
]);

/** Kills a competitor's process at several calls of a team's run, each time in a place of its own, and lets a new one finish it. */
export async function crashes(
  name: string,
  {
    folder,
    endpoint,
    createDatabase,
  }: {
    folder: string;
    endpoint: Endpoint;
    createDatabase: (name: string) => Promise<string>;
  },
): Promise<Crash[] | null> {
  const own = join(folder, `${name}-crash`);
  mkdirSync(own);
  const place = {
    databaseUrl: await createDatabase(`crash_${name.replaceAll("-", "_")}`),
    folder: own,
    endpoint: endpoint.url,
  };
  const found: Crash[] = [];
  let contestant: Contestant = await startContestant(name, place);
  try {
    for (const { atCall, afterMs } of KILLS) {
      await configure(endpoint.url, DELAY_MS);
      const killed = killAt(contestant, endpoint, atCall, afterMs);
      const { id } = await contestant.ask({ ask: "begin" }, "begun");
      if (id === null) return null;
      const killedAt = await killed;
      const before = (await seenBy(endpoint.url)).calls;
      const firstCall = new Promise<number>((resolve) => {
        endpoint.onCall = () => resolve(performance.now());
      });
      contestant = await startContestant(name, place);
      const { tools } = await contestant.ask({ ask: "finish", id }, "finished", PATIENCE_MS);
      endpoint.onCall = null;
      const { calls } = await seenBy(endpoint.url);
      found.push({
        atCall,
        afterMs,
        callsAgain: calls - CALLS - 1,
        toolsAgain: (tools ?? Number.NaN) - WORKERS,
        backMs: calls > before ? (await firstCall) - killedAt : Number.NaN,
      });
    }
    return found;
  } finally {
    await contestant.close();
  }
}

/** Gives the moment at which the process was gone. */
async function killAt(
  contestant: Contestant,
  endpoint: Endpoint,
  atCall: number,
  afterMs: number,
): Promise<number> {
  await new Promise<void>((resolve) => {
    endpoint.onCall = (call) => call === atCall && resolve();
  });
  if (afterMs > 0) await wait(afterMs);
  await contestant.kill();
  endpoint.onCall = null;
  return performance.now();
}
