import {
  databaseNow,
  loadHeldRuns,
  loadQueue,
  loadRunners,
  type RunQueue,
  type StoredRunner,
} from "../../adapters/store/runners.ts";
import { markHidden } from "../../graph/hidden-characters.ts";
import type { Viewer } from "../accounts/viewer.ts";
import { server } from "../ports.ts";

type RunnerRow = Omit<StoredRunner, "kind" | "format"> & {
  kind: "server" | "runner";
  /** The runner of the server that answers. */
  here: boolean;
  /** Another runner is of a newer version. */
  older: boolean;
  /** The viewer's workspace's runs that it holds, the oldest first; at most 20. */
  runs: { id: string; name: string; startedAt: number }[];
  /** How many of the workspace's runs it holds. */
  own: number;
};

/** Who drives runs, and who waits for that. `at`: now, epoch ms by the database's clock. */
type RunnerList = {
  at: number;
  /** The database is this server's alone, so no other runner can be. */
  ownDatabase: boolean;
  runners: RunnerRow[];
  /** Of the viewer's workspace. */
  queue: RunQueue;
};

/** Every runner with the viewer's runs that it holds; runs of other workspaces are counted, never named. */
export async function listRunners({ workspaceId }: Viewer): Promise<RunnerList> {
  const { db, engine, here } = await server();
  const at = await databaseNow(db);
  const stored = await loadRunners(db);
  const held = await loadHeldRuns(db, workspaceId);
  const queue = await loadQueue(db, workspaceId);
  const newest = Math.max(...stored.filter(({ lost }) => !lost).map(({ format }) => format));
  const runners = stored.map(({ format, ...runner }): RunnerRow => {
    const mine = held.filter(({ owner }) => owner === runner.id);
    return {
      ...runner,
      kind: runner.kind === "server" ? "server" : "runner",
      here: runner.id === here.runner?.id,
      older: format < newest,
      runs: mine.map(({ id, name, startedAt }) => ({ id, name: markHidden(name), startedAt })),
      own: mine[0]?.own ?? 0,
    };
  });
  const ownDatabase = engine === "pglite";
  // Whoever held such a database before has gone: it belongs to one process.
  return { at, ownDatabase, runners: ownDatabase ? runners.filter((runner) => runner.here) : runners, queue };
}
