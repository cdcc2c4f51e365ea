import { fork } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { startTemporaryPostgres } from "../../../scripts/temporary-postgres.ts";
import { machine } from "../machine.ts";
import { startEndpoint } from "../processes.ts";
import type { Spread } from "../statistics.ts";
import { type FirstPage, firstPage } from "./first-page.ts";
import { profileText } from "./profile.ts";
import type { Scale, ScaleMeasures } from "./scale.ts";
import { SCALE_KINDS } from "./scale-kinds.ts";
import type { Delay, ServerMeasures } from "./server.ts";

// `npm run measure -- [server] [first-page] [scale [--only turns] [--profile]] [--out folder]`: what has no peer to be measured beside.

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: { out: { type: "string" }, only: { type: "string" }, profile: { type: "boolean" } },
});
const wanted = (name: string) => positionals.length === 0 || positionals.includes(name);
const found = {
  at: new Date().toISOString(),
  machine: machine(),
  server: wanted("server") ? [await measureServer("postgres"), await measureServer("pglite")] : [],
  scale: wanted("scale") ? await measureScale() : null,
  firstPage: wanted("first-page") ? await firstPage() : null,
};
const text = report(found);
console.log(text);
if (flags.out) {
  mkdirSync(flags.out, { recursive: true });
  writeFileSync(join(flags.out, "measures.json"), `${JSON.stringify(found, null, 1)}\n`);
  writeFileSync(join(flags.out, "measures.md"), text);
}

/** Measures Tutti on an engine, in use. */
function measureServer(engine: "postgres" | "pglite"): Promise<ServerMeasures> {
  return measured("server.ts", { BENCH_COMPETITOR: engine });
}

/** Measures what an event costs in small runs and in large ones. */
async function measureScale(): Promise<Scale[]> {
  const kinds = flags.only ?? SCALE_KINDS.map(({ id }) => id).join(",");
  const env = { BENCH_KINDS: kinds, BENCH_PROFILE: flags.profile ? "on" : "" };
  const { scales, profiles } = await measured<ScaleMeasures>("scale.ts", env);
  for (const { id, profile } of profiles) console.log(profileText(`Self time of large runs, ${id}`, profile));
  return scales;
}

/** Runs a script of this folder in a process of its own, with a PostgreSQL and an endpoint, and gives what it tells. */
async function measured<Measures>(script: string, env: Record<string, string>): Promise<Measures> {
  const folder = mkdtempSync(join(tmpdir(), "tutti-measure-"));
  const postgres = await startTemporaryPostgres();
  const endpoint = await startEndpoint();
  try {
    const place = { databaseUrl: postgres.url, folder, endpoint: endpoint.url };
    const child = fork(join(import.meta.dirname, script), {
      cwd: join(import.meta.dirname, "../../.."),
      execArgv: ["--expose-gc", "--disable-warning=ExperimentalWarning"],
      env: { ...process.env, NODE_ENV: "production", ...env, BENCH_PLACE: JSON.stringify(place) },
    });
    return await new Promise((resolve, reject) => {
      child.once("message", (measures: Measures) => resolve(measures));
      child.once("exit", (code) => reject(new Error(`${script} ended with ${code} before it had measured`)));
    });
  } finally {
    endpoint.close();
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function report({
  at,
  machine,
  server,
  scale,
  firstPage,
}: {
  at: string;
  machine: Record<string, string>;
  server: ServerMeasures[];
  scale: Scale[] | null;
  firstPage: FirstPage | null;
}): string {
  const row = (title: string, of: (measures: ServerMeasures) => string) =>
    `| ${title} | ${server.map(of).join(" | ")} |`;
  const delay = ({ p50, p99, max }: Delay) => `${p50.toFixed(1)} / ${p99.toFixed(1)} / ${max.toFixed(0)}`;
  const lines = [
    `Measured ${at.slice(0, 16).replace("T", " ")} UTC. ${Object.values(machine).join(" · ")}.`,
    "",
  ];
  if (server.length > 0)
    lines.push(
      `| | ${server.map(({ engine }) => (engine === "pglite" ? "PGlite" : "PostgreSQL")).join(" | ")} |`,
      `|---|${server.map(() => "---").join("|")}|`,
      row("event loop delay p50 / p99 / max, idle, ms", ({ idleDelay }) => delay(idleDelay)),
      row(
        "the same while a run of 5,000 events is read over and over and 20 runs go on",
        ({ busyDelay, timesRead }) => `${delay(busyDelay)} (read ${timesRead} times)`,
      ),
      row(
        "memory (RSS) before and after 1,000 runs; heap then, MB",
        ({ memory }) =>
          `${memory.before.toFixed(0)} → ${memory.after.toFixed(0)}; ${memory.heapAfter.toFixed(0)}`,
      ),
      row(
        "bytes per event: its JSON; table and index; whole database",
        ({ bytesPerEvent: bytes }) =>
          `${bytes.payload.toFixed(0)}; ${bytes.onDisk.toFixed(0)}; ${bytes.wholeDatabase.toFixed(0)} (of ${bytes.events} events)`,
      ),
      "",
    );
  if (scale) lines.push(...scaleTable(scale), "");
  if (firstPage)
    lines.push(
      `- clean clone (${firstPage.commit}) to first page: ${firstPage.seconds.toFixed(0)} s`,
      `- scripts that the canvas page comes with: ${firstPage.scriptsKb.toFixed(0)} kB, gzip`,
      "",
    );
  return lines.join("\n");
}

function scaleTable(scales: Scale[]): string[] {
  const us = ({ median, min, max }: Spread) => `${median.toFixed(0)} (${min.toFixed(0)}–${max.toFixed(0)})`;
  const lines = scales.map(({ title, sizes, events, engineUs, databaseUs, ratio }) => {
    const { median, min, max } = ratio;
    const cells = [
      `${title}: ${sizes.join(" → ")}`,
      events.map((count) => count.toFixed(0)).join(" → "),
      engineUs.map(us).join(" → "),
      databaseUs.map(us).join(" → "),
      `${median.toFixed(2)} (${min.toFixed(2)}–${max.toFixed(2)})`,
    ];
    return `| ${cells.join(" | ")} |`;
  });
  return [
    "| processor time for an event, small run → large run | events of a run | engine, µs | database, µs | large ÷ small, both |",
    "|---|---|---|---|---|",
    ...lines,
  ];
}
