import type { Streamed } from "./stream/consumer.ts";

/** What one timed piece of work took. Times in ms; processor times are of the whole piece. */
export type Sample = {
  wallMs: number;
  engineMs: number;
  databaseMs: number;
  walBytes: number;
  /** Memory of the competitor's process afterwards. */
  rssBytes: number;
  calls: number;
  heldMs: number;
} & Told;

/** What a piece of work tells of itself beside. */
export type Told = {
  /** Time of each run, where the work has many. */
  durationsMs?: number[];
  streamed?: Streamed;
};

/** A number that a scenario is about: what is better, and what one sample says. */
export type Metric = {
  id: string;
  title: string;
  unit: string;
  better: "less" | "more";
  of: (sample: Sample) => number;
  /** How many digits after the point. */
  digits: number;
};
/** Wall time of a step in a run of `steps`. */
export const perStep = (steps: number): Metric => ({
  id: "step",
  title: "µs per step",
  unit: "µs",
  better: "less",
  of: ({ wallMs }) => (1_000 * wallMs) / steps,
  digits: 0,
});
/** Processor time of the competitor for a step in a run of `steps`. */
export const cpuPerStep = (steps: number): Metric => ({
  id: "cpu",
  title: "engine CPU µs per step",
  unit: "µs",
  better: "less",
  of: ({ engineMs }) => (1_000 * engineMs) / steps,
  digits: 0,
});
/** Bytes of write-ahead log for each of `runs`. */
export const wal = (runs: number): Metric => ({
  id: "wal",
  title: "WAL per run, KB",
  unit: "KB",
  better: "less",
  of: ({ walBytes }) => walBytes / 1_024 / runs,
  digits: 1,
});
/** Processor time of the competitor for each of `runs`. */
export const engineCpu = (runs: number): Metric => ({
  id: "engine",
  title: "engine CPU per run, ms",
  unit: "ms",
  better: "less",
  of: ({ engineMs }) => engineMs / runs,
  digits: 2,
});
/** The same, of the database, and of both. */
export const cpu = (runs: number): Metric[] => [
  engineCpu(runs),
  {
    id: "database",
    title: "database CPU per run, ms",
    unit: "ms",
    better: "less",
    of: ({ databaseMs }) => databaseMs / runs,
    digits: 2,
  },
  {
    id: "cpu",
    title: "both, ms",
    unit: "ms",
    better: "less",
    of: ({ engineMs, databaseMs }) => (engineMs + databaseMs) / runs,
    digits: 2,
  },
];

/** Work that has nothing to tell and is not looked at again. */ /** The time that `share` of the runs stayed under. */
export const percentile = (share: number) => (sample: Sample) => {
  const sorted = (sample.durationsMs ?? []).toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
};
/** A number of what the reader of a stream saw. */
export const streamed = (of: (streamed: Streamed) => number) => (sample: Sample) =>
  sample.streamed ? of(sample.streamed) : Number.NaN;
