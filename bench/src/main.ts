import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { parseArgs } from "node:util";
import { startTemporaryPostgres } from "../../scripts/temporary-postgres.ts";
import { COMPETITORS } from "./competitors/all.ts";
import { crashes } from "./crash.ts";
import { machine, versions } from "./machine.ts";
import { profileText } from "./measures/profile.ts";
import type { Sample } from "./metrics.ts";
import { plot } from "./plot.ts";
import { type Contestant, startContestant, startEndpoint } from "./processes.ts";
import { SCENARIOS, type Scenario } from "./scenarios.ts";
import { spread } from "./statistics.ts";
import { type Results, type Row, report } from "./table.ts";

// `npm run bench -- [s1 s2 …] [--only tutti,floor] [--rounds 5] [--profile tutti] [--out folder]`

/** No scenario begins another round after this, ms: slow peers on a busy machine would take hours. */
const LIMIT_MS = 240_000;

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: "string" },
    rounds: { type: "string" },
    profile: { type: "string" },
    out: { type: "string" },
  },
});
const names = flags.only?.split(",") ?? Object.keys(COMPETITORS);
const unknown = [
  ...names.filter((name) => !COMPETITORS[name]),
  ...positionals.filter((id) => id !== "s6" && !SCENARIOS.some((scenario) => scenario.id === id)),
];
if (unknown.length > 0) {
  const scenarios = [...SCENARIOS.map(({ id }) => id), "s6"].join(", ");
  console.error(
    `Expected scenarios of ${scenarios} and competitors of ${Object.keys(COMPETITORS).join(", ")}, got ${unknown.join(", ")}.`,
  );
  process.exit(1);
}
const scenarios = SCENARIOS.filter(({ id }) => positionals.length === 0 || positionals.includes(id));

const folder = mkdtempSync(join(tmpdir(), "tutti-bench-"));
const postgres = await startTemporaryPostgres({ max_connections: "200" });
const endpoint = await startEndpoint();
const contestants: Contestant[] = [];
try {
  for (const name of names) {
    if (scenarios.length === 0) break;
    const databaseUrl = await postgres.createDatabase(`bench_${name.replaceAll("-", "_")}`);
    const own = join(folder, name);
    mkdirSync(own);
    console.error(`Starting ${name}`);
    const contestant = await startContestant(name, { databaseUrl, folder: own, endpoint: endpoint.url });
    contestant.pause();
    contestants.push(contestant);
  }
  const rows: Row[] = [];
  const notes: string[] = [];
  for (const scenario of scenarios) rows.push(...(await compete(scenario, notes)));
  const crashed: Results["crashes"] = {};
  if (positionals.length === 0 || positionals.includes("s6")) {
    // The lasting processes would only take memory from here on.
    for (const contestant of contestants.splice(0)) await contestant.close();
    const stage = { folder, endpoint, createDatabase: postgres.createDatabase };
    for (const name of names) {
      console.error(`s6: ${name}`);
      const found = await crashes(name, stage).catch((error: unknown) => {
        notes.push(`s6: ${error instanceof Error ? error.message : error}`);
        return null;
      });
      if (found) crashed[name] = found;
    }
  }
  const results: Results = {
    at: new Date().toISOString(),
    command: `npm run bench${process.argv.length > 2 ? ` -- ${process.argv.slice(2).join(" ")}` : ""}`,
    machine: machine(),
    versions: versions(),
    competitors: names,
    rows,
    crashes: crashed,
    notes,
  };
  console.log(report(results));
  if (flags.out) {
    mkdirSync(flags.out, { recursive: true });
    writeFileSync(join(flags.out, "results.json"), `${JSON.stringify(results, null, 1)}\n`);
    writeFileSync(join(flags.out, "results.md"), report(results));
    writeFileSync(join(flags.out, "results.svg"), plot(results));
  }
} finally {
  for (const contestant of contestants) await contestant.close();
  endpoint.close();
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
}

/** Rounds of a scenario, in each everybody in turn; the first are for warming up and do not count. */
async function compete(scenario: Scenario, notes: string[]): Promise<Row[]> {
  const samples = new Map<string, Sample[]>();
  const out = new Set<string>();
  const { warmUps } = scenario;
  const rounds = warmUps + Number(flags.rounds ?? scenario.rounds);
  const began = performance.now();
  for (let round = 1; round <= rounds; round++) {
    if (round > warmUps + 1 && performance.now() - began > LIMIT_MS) {
      notes.push(`${scenario.id}: rounds from ${round} of ${rounds} on, its time was over`);
      break;
    }
    for (const contestant of contestants) {
      const { name } = contestant;
      if (out.has(name)) continue;
      const profile = flags.profile === name && round === rounds;
      try {
        contestant.goOn();
        // What it has missed meanwhile (timers, heartbeats) comes first.
        await wait(150);
        const asked = { scenario: scenario.id, times: scenario.perRound, profile };
        const told = await contestant.ask({ ask: "round", ...asked }, "round");
        if (told.samples === null) {
          out.add(name);
          continue;
        }
        if (round > warmUps) samples.set(name, [...(samples.get(name) ?? []), ...told.samples]);
        if (told.profile) console.log(profileText(`Self time of ${name} in ${scenario.id}`, told.profile));
      } catch (error) {
        out.add(name);
        samples.delete(name);
        notes.push(`${scenario.id}: ${error instanceof Error ? error.message : error}`);
      } finally {
        contestant.pause();
      }
    }
    console.error(`${scenario.id}: round ${round} of ${rounds}`);
  }
  return scenario.metrics.map((metric) => ({
    scenario: scenario.id,
    metric: metric.id,
    of: Object.fromEntries([...samples].map(([name, taken]) => [name, spread(taken.map(metric.of))])),
  }));
}
