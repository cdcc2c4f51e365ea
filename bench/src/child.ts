import { COMPETITORS } from "./competitors/all.ts";
import type { Surroundings } from "./competitors/competitor.ts";
import { configure, seenBy } from "./endpoint/client.ts";
import { databaseMeter } from "./measures/database-meter.ts";
import { type Profile, profiled } from "./measures/profile.ts";
import type { Sample } from "./metrics.ts";
import { type Prepared, SCENARIOS, type Scenario } from "./scenarios.ts";

/** A round asked of a competitor's process; a run to begin; the end of a run to wait for; to end itself. */
export type Ask =
  | { ask: "round"; scenario: string; times: number; profile: boolean }
  | { ask: "begin" }
  | { ask: "finish"; id: string }
  | { ask: "close" };
/** A round that was taken; `samples` is null where the competitor has no such thing. */
export type Round = { samples: Sample[] | null; profile: Profile | null };
/** What the process answers; `id` and `tools` are null where the competitor can't. */
export type Answer =
  | { is: "ready" }
  | ({ is: "round" } & Round)
  | { is: "begun"; id: string | null }
  | { is: "finished"; tools: number | null }
  | { is: "error"; message: string };

// The process of one competitor: made ready once, then asked for rounds by its parent.

// Its parent gives all of it.
const place = JSON.parse(process.env.BENCH_PLACE ?? "") as Surroundings;
const make = COMPETITORS[process.env.BENCH_COMPETITOR ?? ""];
if (!make) throw new Error(`There is no competitor ${process.env.BENCH_COMPETITOR}`);
const tell = (answer: Answer) => process.send?.(answer);

const competitor = await make(place);
const meter = await databaseMeter(place.databaseUrl);
const walBytes = () => competitor.walBytes?.() ?? meter.walBytes();

async function sample({ work }: Prepared, scenario: Scenario): Promise<Sample> {
  await configure(place.endpoint, scenario.delayMs);
  const [wal, database, cpu] = [await walBytes(), meter.processorMs(), process.cpuUsage()];
  const began = performance.now();
  const told = await work();
  const wallMs = performance.now() - began;
  const { user, system } = process.cpuUsage(cpu);
  const databaseMs = competitor.walBytes ? 0 : meter.processorMs() - database;
  const { calls, heldMs } = await seenBy(place.endpoint);
  if (calls !== scenario.calls)
    throw new Error(`${scenario.id}: expected ${scenario.calls} model calls, the endpoint saw ${calls}`);
  return {
    wallMs,
    engineMs: (user + system) / 1_000,
    databaseMs,
    walBytes: (await walBytes()) - wal,
    rssBytes: process.memoryUsage.rss(),
    calls,
    heldMs,
    ...told,
  };
}

async function round({ scenario: id, times, profile }: Extract<Ask, { ask: "round" }>): Promise<Round> {
  const scenario = SCENARIOS.find((one) => one.id === id);
  if (!scenario) throw new Error(`There is no scenario ${id}`);
  const samples: Sample[] = [];
  const all = async () => {
    for (let time = 0; time < times; time++) {
      const prepared = await scenario.prepare(competitor);
      if (!prepared) return;
      samples.push(await sample(prepared, scenario));
      await prepared.check();
      await competitor.settle?.();
    }
  };
  const taken = profile ? await profiled(all) : await all();
  return { samples: samples.length > 0 ? samples : null, profile: taken ?? null };
}

async function answer(asked: Ask): Promise<Answer> {
  switch (asked.ask) {
    case "round":
      return { is: "round", ...(await round(asked)) };
    case "begin":
      return { is: "begun", id: (await competitor.begin?.()) ?? null };
    case "finish":
      return { is: "finished", tools: (await competitor.finish?.(asked.id)) ?? null };
    case "close":
      await competitor.close();
      await meter.close();
      process.exit(0);
  }
}

process.on("message", async (asked: Ask) => {
  tell(await answer(asked).catch((error: unknown) => ({ is: "error" as const, message: String(error) })));
});
process.on("disconnect", () => process.exit(0));
tell({ is: "ready" });
