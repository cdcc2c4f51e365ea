import type { Competitor, Work } from "./competitors/competitor.ts";
import { answerOf, WORKERS } from "./endpoint/script.ts";
import {
  cpu,
  cpuPerStep,
  engineCpu,
  type Metric,
  percentile,
  perStep,
  streamed,
  type Told,
  wal,
} from "./metrics.ts";
import { openStage, type StreamStage } from "./stream/serve-stream.ts";

export type Scenario = {
  id: string;
  title: string;
  /** How long the endpoint waits with each reply. */
  delayMs: number;
  /** Rounds before those that count: compilers get better as code goes on, and a server goes on for days. */
  warmUps: number;
  rounds: number;
  /** Pieces of work in a round; each is a sample. */
  perRound: number;
  /** The work made ready, or null where the competitor has no such thing. `check` throws when it was not done right. */
  prepare: (competitor: Competitor) => Promise<Prepared | null>;
  /** Calls of the model that each piece of work has to make. */
  calls: number;
  metrics: Metric[];
};

export type Prepared = { work: Work<Told>; check: () => Promise<void> };

const STEPS = 50;
const HISTORY_BYTES = 2_048;
const TEAM_CALLS = 1 + 3 * WORKERS;
const AT_ONCE = 200;
const FAN_OUT = 100;
const nothing = async () => {};

function plain(work: Work | undefined): Prepared | null {
  if (!work) return null;
  const told = async () => {
    await work();
    return {};
  };
  return { work: told, check: nothing };
}

const chain = (historyBytes: number) => async (competitor: Competitor) =>
  plain(await competitor.chain?.(STEPS, historyBytes));

async function team(competitor: Competitor): Promise<Prepared | null> {
  const made = await competitor.team?.();
  if (!made) return null;
  return {
    async work() {
      await made.run();
      return {};
    },
    async check() {
      const answer = await made.answer();
      if (!answer.includes("delivered on Thursday"))
        throw new Error(`Expected an answer such as "${answerOf(WORKERS)}", got "${answer}"`);
    },
  };
}

let stage: Promise<StreamStage> | undefined;

const streaming = (tokens: number, everyMs: number) => async (competitor: Competitor) => {
  if (!competitor.stream) return null;
  const { stream } = competitor;
  stage ??= openStage({ stream });
  const opened = await stage;
  let seen = 0;
  return {
    async work() {
      const streamed = await opened.read(`stream-${tokens}-${everyMs}`);
      seen = streamed.tokens;
      return { streamed };
    },
    async check() {
      // A reader that is too slow misses live text and gets it with the stored whole; the table says how much.
      if (seen < tokens * LIVE_SHARE) throw new Error(`Expected ${tokens} tokens in the stream, got ${seen}`);
    },
  };
};
const FLAT_OUT = 20_000;
const LIVE_SHARE = 0.9;

/** The rows of DESIGN §11 that are measured against the peers. */
export const SCENARIOS: Scenario[] = [
  {
    id: "s1",
    title: `A durable step without a model (chain of ${STEPS})`,
    delayMs: 0,
    warmUps: 4,
    rounds: 5,
    perRound: 10,
    prepare: chain(0),
    calls: 0,
    metrics: [perStep(STEPS), cpuPerStep(STEPS), wal(1)],
  },
  {
    id: "s1h",
    title: "The same with 2 KB of history added per step",
    delayMs: 0,
    warmUps: 1,
    rounds: 4,
    perRound: 3,
    prepare: chain(HISTORY_BYTES),
    calls: 0,
    metrics: [perStep(STEPS), cpuPerStep(STEPS), wal(1)],
  },
  {
    id: "s2",
    title: "Supervisor and 4 workers in turn (13 model calls, 4 tools), no model delay",
    delayMs: 0,
    warmUps: 4,
    rounds: 5,
    perRound: 12,
    prepare: team,
    calls: TEAM_CALLS,
    metrics: [
      {
        id: "over",
        title: "ms over the critical path",
        unit: "ms",
        better: "less",
        of: ({ wallMs, heldMs }) => wallMs - heldMs,
        digits: 1,
      },
      engineCpu(1),
      wal(1),
    ],
  },
  {
    id: "s2d",
    title: "The same, 50 ms model delay",
    delayMs: 50,
    warmUps: 1,
    rounds: 5,
    perRound: 4,
    prepare: team,
    calls: TEAM_CALLS,
    metrics: [
      {
        id: "ratio",
        title: "wall ÷ critical path",
        unit: "×",
        better: "less",
        of: ({ wallMs, heldMs }) => wallMs / heldMs,
        digits: 3,
      },
    ],
  },
  {
    id: "s3",
    title: `${FAN_OUT} parallel workers of 50 ms, and join`,
    delayMs: 50,
    warmUps: 1,
    rounds: 5,
    perRound: 4,
    prepare: async (competitor) => plain(await competitor.fanOut?.(FAN_OUT)),
    calls: FAN_OUT,
    metrics: [{ id: "wall", title: "ms", unit: "ms", better: "less", of: ({ wallMs }) => wallMs, digits: 1 }],
  },
  {
    id: "s4",
    title: `${AT_ONCE} supervisor runs at once, 50 ms model delay`,
    delayMs: 50,
    warmUps: 1,
    rounds: 3,
    perRound: 1,
    prepare: async (competitor) => {
      const work = await competitor.teams?.(AT_ONCE);
      return work ? { work: async () => ({ durationsMs: await work() }), check: nothing } : null;
    },
    calls: AT_ONCE * TEAM_CALLS,
    metrics: [
      {
        id: "rate",
        title: "runs per second",
        unit: "/s",
        better: "more",
        of: ({ wallMs }) => (1_000 * AT_ONCE) / wallMs,
        digits: 1,
      },
      { id: "p50", title: "p50, ms", unit: "ms", better: "less", of: percentile(0.5), digits: 0 },
      { id: "p99", title: "p99, ms", unit: "ms", better: "less", of: percentile(0.99), digits: 0 },
      ...cpu(AT_ONCE),
      {
        id: "rss",
        title: "memory, MB",
        unit: "MB",
        better: "less",
        of: ({ rssBytes }) => rssBytes / 1_048_576,
        digits: 0,
      },
      wal(AT_ONCE),
    ],
  },
  {
    id: "s5",
    title: "One stream to a reader in another process, a token every 25 ms",
    delayMs: 0,
    warmUps: 1,
    rounds: 4,
    perRound: 3,
    prepare: streaming(20, 25),
    calls: 1,
    metrics: [
      {
        id: "first",
        title: "first token, µs late",
        unit: "µs",
        better: "less",
        of: streamed(({ firstLagUs }) => firstLagUs),
        digits: 0,
      },
      {
        id: "lag",
        title: "median token, µs late",
        unit: "µs",
        better: "less",
        of: streamed(({ lagUs }) => lagUs),
        digits: 0,
      },
    ],
  },
  {
    id: "s5f",
    title: `One stream of ${FLAT_OUT} tokens, flat out`,
    delayMs: 0,
    warmUps: 1,
    rounds: 4,
    perRound: 2,
    prepare: streaming(FLAT_OUT, 0),
    calls: 1,
    metrics: [
      {
        id: "rate",
        title: "tokens per second",
        unit: "/s",
        better: "more",
        of: streamed(({ tokensPerSecond }) => tokensPerSecond),
        digits: 0,
      },
      {
        id: "left",
        title: "tokens left out live",
        unit: "",
        better: "less",
        of: streamed(({ tokens }) => FLAT_OUT - tokens),
        digits: 0,
      },
      {
        id: "cpu",
        title: "engine CPU per token, µs",
        unit: "µs",
        better: "less",
        of: ({ engineMs }) => (1_000 * engineMs) / FLAT_OUT,
        digits: 1,
      },
    ],
  },
];
