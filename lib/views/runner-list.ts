import { z } from "zod";

/** One process that drives runs. Times are epoch ms by the database's clock. */
export const RunnerRow = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.enum(["server", "runner"]),
  /** The runner of the server that answers. */
  here: z.boolean(),
  slots: z.int(),
  /** Slots in use, by runs of all workspaces. */
  busy: z.int(),
  startedAt: z.number(),
  seenAt: z.number(),
  lost: z.boolean(),
  draining: z.boolean(),
  /** Writes that the database refused, because another runner had taken the run. */
  refused: z.int(),
  /** Another runner is of a newer version. */
  older: z.boolean(),
  /** The viewer's workspace's runs that it holds, the oldest first; at most 20. */
  runs: z.array(z.object({ id: z.string(), name: z.string(), startedAt: z.number() })),
  /** How many of the workspace's runs it holds. */
  own: z.int(),
});
export type RunnerRow = z.infer<typeof RunnerRow>;

/** Who drives runs, and who waits for that. */
export const RunnerList = z.object({
  /** Now, epoch ms by the database's clock. */
  at: z.number(),
  /** The database is this server's alone, so no other runner can be. */
  ownDatabase: z.boolean(),
  runners: z.array(RunnerRow),
  /** Runs of the viewer's workspace that wait for a runner, since when, and those that need a newer one. */
  queue: z.object({ waiting: z.int(), since: z.number().nullable(), needNewer: z.int() }),
});
export type RunnerList = z.infer<typeof RunnerList>;
