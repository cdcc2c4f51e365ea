import type { Crash } from "./crash.ts";
import { SCENARIOS } from "./scenarios.ts";
import { type Spread, spread } from "./statistics.ts";

/** A metric of a scenario, of everybody who took part. */
export type Row = { scenario: string; metric: string; of: Record<string, Spread> };
/** Everything a run of the bench found, as it is stored. */
export type Results = {
  at: string;
  command: string;
  machine: Record<string, string>;
  versions: Record<string, string>;
  competitors: string[];
  rows: Row[];
  /** By competitor, where it could be killed and taken up again. */
  crashes: Record<string, Crash[]>;
  notes: string[];
};

/** The whole report: where, when and of what, the tables, and what went wrong. */
export function report(results: Results): string {
  const list = (entries: Record<string, string>) =>
    Object.entries(entries)
      .map(([name, value]) => `${name} ${value}`)
      .join(" · ");
  return [
    `Measured ${results.at.slice(0, 16).replace("T", " ")} UTC with \`${results.command}\` in \`bench/\`.`,
    `${list(results.machine)}.`,
    `${list(results.versions)}.`,
    "",
    "Median (least–most), and the median's ratio to the floor of the same run.",
    "",
    markdown(results),
    ...results.notes.map((note) => `- Without a result: ${note}`),
    "",
  ].join("\n");
}

/** The results as Markdown tables: for each scenario a row per competitor, a column per metric, with the ratio to the floor. */
function markdown(results: Results): string {
  const parts = SCENARIOS.flatMap((scenario) => {
    const rows = results.rows.filter((row) => row.scenario === scenario.id);
    if (rows.length === 0) return [];
    const metrics = scenario.metrics.filter((metric) => rows.some((row) => row.metric === metric.id));
    const lines = results.competitors.flatMap((name) => {
      const cells = metrics.map((metric) => {
        const found = rows.find((row) => row.metric === metric.id);
        const own = found?.of[name];
        if (!own) return "–";
        const floor = found?.of.floor;
        const ratio =
          floor && floor.median > 0 && name !== "floor"
            ? ` · ${(own.median / floor.median).toFixed(2)}×`
            : "";
        const fixed = (value: number) => value.toFixed(metric.digits);
        return `${fixed(own.median)} (${fixed(own.min)}–${fixed(own.max)})${ratio}`;
      });
      return cells.every((cell) => cell === "–") ? [] : [`| ${name} | ${cells.join(" | ")} |`];
    });
    return [
      `### ${scenario.title}`,
      "",
      `| | ${metrics.map(({ title }) => title).join(" | ")} |`,
      `|---|${metrics.map(() => "---").join("|")}|`,
      ...lines,
      "",
    ];
  });
  return [...parts, ...crashTable(results)].join("\n");
}

function crashTable({ crashes }: Results): string[] {
  const lines = Object.entries(crashes).map(([name, found]) => {
    const ideal = found.filter((crash) => crash.callsAgain <= 0 && crash.toolsAgain <= 0).length;
    const sum = (of: (crash: Crash) => number) =>
      found.reduce((total, crash) => total + Math.max(0, of(crash)), 0);
    const first = spread(found.map((crash) => crash.backMs).filter((ms) => !Number.isNaN(ms)));
    const times = `${first.median.toFixed(0)} (${first.min.toFixed(0)}–${first.max.toFixed(0)})`;
    return `| ${name} | ${ideal} of ${found.length} | ${sum((crash) => crash.callsAgain)} | ${sum((crash) => crash.toolsAgain)} | ${times} |`;
  });
  if (lines.length === 0) return [];
  return [
    "### `kill -9` during a model call, and going on in a new process",
    "",
    "| | nothing but the call under way made again | finished model calls made again | finished tool calls made again | killed to next call, ms |",
    "|---|---|---|---|---|",
    ...lines,
    "",
  ];
}
