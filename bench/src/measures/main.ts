import { fork } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { startTemporaryPostgres } from "../../../scripts/temporary-postgres.ts";
import { machine } from "../machine.ts";
import { startEndpoint } from "../processes.ts";
import { type FirstPage, firstPage } from "./first-page.ts";
import type { Delay, ServerMeasures } from "./server.ts";

// `npm run measure -- [server] [first-page] [--out folder]`: what has no peer to be measured beside.

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: { out: { type: "string" } },
});
const wanted = (name: string) => positionals.length === 0 || positionals.includes(name);
const found = {
  at: new Date().toISOString(),
  machine: machine(),
  server: wanted("server") ? [await measureServer("postgres"), await measureServer("pglite")] : [],
  firstPage: wanted("first-page") ? await firstPage() : null,
};
const text = report(found);
console.log(text);
if (flags.out) {
  mkdirSync(flags.out, { recursive: true });
  writeFileSync(join(flags.out, "measures.json"), `${JSON.stringify(found, null, 1)}\n`);
  writeFileSync(join(flags.out, "measures.md"), text);
}

/** Measures Tutti on an engine in a process of its own. */
async function measureServer(engine: "postgres" | "pglite"): Promise<ServerMeasures> {
  const folder = mkdtempSync(join(tmpdir(), "tutti-measure-"));
  const postgres = await startTemporaryPostgres();
  const endpoint = await startEndpoint();
  try {
    const place = { databaseUrl: postgres.url, folder, endpoint: endpoint.url };
    const child = fork(join(import.meta.dirname, "server.ts"), {
      cwd: join(import.meta.dirname, "../../.."),
      execArgv: ["--expose-gc", "--disable-warning=ExperimentalWarning"],
      env: {
        ...process.env,
        NODE_ENV: "production",
        BENCH_COMPETITOR: engine,
        BENCH_PLACE: JSON.stringify(place),
      },
    });
    return await new Promise((resolve, reject) => {
      child.once("message", (measures: ServerMeasures) => resolve(measures));
      child.once("exit", (code) => reject(new Error(`The measured server ended with ${code}`)));
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
  firstPage,
}: {
  at: string;
  machine: Record<string, string>;
  server: ServerMeasures[];
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
  if (firstPage)
    lines.push(
      `- clean clone (${firstPage.commit}) to first page: ${firstPage.seconds.toFixed(0)} s`,
      `- scripts that the canvas page comes with: ${firstPage.scriptsKb.toFixed(0)} kB, gzip`,
      "",
    );
  return lines.join("\n");
}
