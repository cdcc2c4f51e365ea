/** What an estimate is judged by: the tokens that each agent's model calls took in the latest runs, per run. */
export type JudgedRuns = {
  /** How many runs. */
  runs: number;
  steps: { step: string; inputTokens: number; outputTokens: number }[];
};
