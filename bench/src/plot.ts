import { SCENARIOS } from "./scenarios.ts";
import type { Results } from "./table.ts";

/** What the plot shows, a panel each: the first metric of each scenario that says most. */
const PANELS = [
  { scenario: "s1", metric: "step", title: "Durable step without a model" },
  { scenario: "s1h", metric: "step", title: "… with 2 KB of history per step" },
  { scenario: "s2", metric: "over", title: "Supervisor + 4 workers, over the critical path" },
  { scenario: "s3", metric: "wall", title: "100 parallel workers of 50 ms" },
  { scenario: "s4", metric: "rate", title: "200 runs at once" },
  { scenario: "s4", metric: "cpu", title: "Processor time of one of these runs" },
];
const NAMES: Record<string, string> = {
  floor: "by hand",
  tutti: "Tutti",
  "tutti-pglite": "Tutti, PGlite",
  dbos: "DBOS",
  langgraph: "LangGraph",
  "langgraph-sync": "LangGraph, sync",
  mastra: "Mastra",
};
const WIDTH = 860;
const COLUMN = WIDTH / 2;
const LABEL = 122;
const VALUE = 84;
const ROW = 19;
const HEAD = 42;
const GAP = 22;
const LEAST = 0.01;

// Light and dark with a ground of its own: the page around it may be of the other theme.
const STYLE = `
  text { font: 12px system-ui, -apple-system, "Segoe UI", sans-serif; fill: #3d444d; }
  .ground { fill: #ffffff; stroke: #d1d9e0; }
  .title { font-weight: 600; font-size: 13px; fill: #1f2328; }
  .note { font-size: 11px; fill: #59636e; }
  .bar { fill: #9aa4b2; } .floor { fill: none; stroke: #9aa4b2; } .tutti { fill: #2f6feb; }
  .spread { stroke: #59636e; stroke-width: 1; }
  .strong { font-weight: 600; }
  @media (prefers-color-scheme: dark) {
    .ground { fill: #0d1117; stroke: #3d444d; }
    text { fill: #c9d1d9; } .title { fill: #f0f6fc; } .note { fill: #9198a1; }
    .bar { fill: #656f7d; } .floor { stroke: #656f7d; } .tutti { fill: #4c8dff; } .spread { stroke: #c9d1d9; }
  }`;

/** The results as bars, one panel per scenario, each on a logarithmic scale of its own; a line shows the extremes. */
export function plot(results: Results): string {
  const panels = PANELS.flatMap((panel) => {
    const row = results.rows.find(
      ({ scenario, metric }) => scenario === panel.scenario && metric === panel.metric,
    );
    const metric = SCENARIOS.find(({ id }) => id === panel.scenario)?.metrics.find(
      ({ id }) => id === panel.metric,
    );
    return row && metric && Object.keys(row.of).length > 0 ? [{ ...panel, row, metric }] : [];
  });
  const height = HEAD + results.competitors.length * ROW + GAP;
  const rows = Math.ceil(panels.length / 2);
  const drawn = panels.map((panel, index) => {
    const { row, metric } = panel;
    const spreads = results.competitors.flatMap((name) => {
      const spread = row.of[name];
      return spread ? [{ name, spread }] : [];
    });
    // A lucky sample may come out at nothing, which no logarithm knows.
    const least = Math.max(LEAST, Math.min(...spreads.map(({ spread }) => spread.min)));
    const lowest = 10 ** Math.floor(Math.log10(least));
    const highest = Math.max(lowest * 10, ...spreads.map(({ spread }) => spread.max));
    const room = COLUMN - LABEL - VALUE - 12;
    const at = (value: number) =>
      (room * Math.log(Math.max(value, lowest) / lowest)) / Math.log(highest / lowest);
    const bars = spreads.map(({ name, spread }, number) => {
      const y = HEAD + number * ROW;
      const kind = name === "floor" ? "floor" : name.startsWith("tutti") ? "tutti" : "bar";
      const strong = kind === "tutti" ? ' class="strong"' : "";
      const [from, to] = [LABEL + at(spread.min), LABEL + at(spread.max)];
      return `
    <text x="${LABEL - 8}" y="${y + 11}" text-anchor="end"${strong}>${NAMES[name] ?? name}</text>
    <rect class="${kind}" x="${LABEL}" y="${y + 1}" width="${at(spread.median).toFixed(1)}" height="12" rx="2"/>
    <line class="spread" x1="${from.toFixed(1)}" x2="${to.toFixed(1)}" y1="${y + 7}" y2="${y + 7}"/>
    <text x="${(Math.max(to, LABEL + at(spread.median)) + 6).toFixed(1)}" y="${y + 11}"${strong}>${figure(spread.median)}</text>`;
    });
    const unit = `${metric.id === "cpu" ? "engine and database, ms" : metric.title}, ${metric.better} is better`;
    return `
  <g transform="translate(${(index % 2) * COLUMN} ${16 + Math.floor(index / 2) * height})">
    <text class="title" x="16" y="14">${panel.title}</text>
    <text class="note" x="16" y="30">${unit}</text>${bars.join("")}
  </g>`;
  });
  const bottom = 16 + rows * height;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${bottom + 20}" role="img" aria-label="Tutti beside its peers: medians of the benchmark">
  <style>${STYLE}
  </style>
  <rect class="ground" x="0.5" y="0.5" width="${WIDTH - 1}" height="${bottom + 19}" rx="8"/>${drawn.join("")}
  <text class="note" x="16" y="${bottom + 4}">Medians, lines from least to most, logarithmic scales. ${results.machine.processor ?? ""}, ${results.at.slice(0, 10)}.</text>
</svg>
`;
}

function figure(value: number): string {
  if (value >= 1_000) return Math.round(value).toLocaleString("en");
  if (value >= 100) return value.toFixed(0);
  return value.toPrecision(3);
}
