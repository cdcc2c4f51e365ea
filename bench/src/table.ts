import { SCENARIOS } from "./scenarios.ts";
import type { Spread } from "./statistics.ts";

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
  notes: string[];
};

/** The results as Markdown tables: for each scenario a row per competitor, a column per metric, with the ratio to the floor. */
export function markdown(results: Results): string {
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
        const ratio = floor && name !== "floor" ? ` · ${(own.median / floor.median).toFixed(2)}×` : "";
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
  return parts.join("\n");
}
