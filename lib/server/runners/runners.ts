import { databaseNow, loadQueue, loadRunners, loadRunsOfRunners } from "../../adapters/store/runners.ts";
import { markHidden } from "../../graph/hidden-characters.ts";
import type { RunnerList, RunnerRow } from "../../views/runner-list.ts";
import type { Viewer } from "../accounts/viewer.ts";
import { server } from "../ports.ts";

/** All runners with the viewer's runs; runs of other workspaces are counted but not named. */
export async function listRunners({ workspaceId }: Viewer): Promise<RunnerList> {
  const { db, engine, here } = await server();
  const at = await databaseNow(db);
  const stored = await loadRunners(db);
  const held = await loadRunsOfRunners(db, workspaceId);
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
  // The database belongs to a single process, so earlier runners are gone.
  return { at, ownDatabase, runners: ownDatabase ? runners.filter((runner) => runner.here) : runners, queue };
}
