import { driveClaimed } from "../../../lib/engine/drive.ts";
import { followRun } from "../../../lib/server/live/follow.ts";
import type { Competitor, Surroundings } from "./competitor.ts";
import { message } from "./history.ts";
import { timed } from "./timed.ts";
import { chainGraph, fanOutGraph, soloGraph, teamGraph } from "./tutti-graphs.ts";
import { openTutti } from "./tutti-server.ts";

/**
 * Tutti as its server opens it. Single runs are made ready and handed to the runner as the server's use case does; many
 * at once are started by that use case itself.
 */
export async function tutti(place: Surroundings, engine: "postgres" | "pglite"): Promise<Competitor> {
  const opened = await openTutti(place, engine);
  const { server, viewer, ports, newRun, begin, perform } = opened;
  const { log } = ports;

  return {
    async chain(steps, historyBytes) {
      const run = newRun(chainGraph(Array.from({ length: steps }, () => message(historyBytes))));
      if (historyBytes === 0) return () => perform(run);
      // The messages stand in the plan, as they stand in the peers' code: storing it is no part of what is measured.
      const self = { name: "bench", leaseMs: 60_000, signal: new AbortController().signal };
      const lease = await log.create(run, { runner: self.name, leaseMs: self.leaseMs });
      if (!lease) throw new Error("The run was stored without a lease");
      return async () => {
        await driveClaimed(ports, self, { lease, fresh: run });
      };
    },

    async team() {
      const run = newRun(teamGraph());
      return { run: () => perform(run), answer: () => opened.answer(run.runId) };
    },

    async fanOut(workers) {
      const run = newRun(fanOutGraph(workers));
      return () => perform(run);
    },

    async teams(count) {
      await opened.workflow("Team", teamGraph());
      return () => timed(count, () => opened.startAndWait("Team", teamGraph()));
    },

    async stream(model) {
      const run = newRun(soloGraph(model));
      await begin(run);
      const signal = new AbortController().signal;
      return followRun(viewer, { runId: run.runId, after: 0, signal, stillAllowed: async () => true });
    },

    async begin() {
      const run = newRun(teamGraph());
      await begin(run);
      return run.runId;
    },

    async finish(runId) {
      const ended = async () =>
        (await server.db.runHead.findUnique({ where: { id: runId } }))?.status === "ended";
      while (!(await ended())) await new Promise((resolve) => setTimeout(resolve, 10));
      await opened.answer(runId);
      const events = await log.read(runId, 0, 10_000);
      return events.filter((event) => event.type === "span-start" && event.work.kind === "tool").length;
    },

    ...(engine === "pglite" && {
      async walBytes() {
        const [row] = await server.db.$queryRaw<{ bytes: bigint }[]>`
          SELECT (pg_current_wal_lsn() - '0/0'::pg_lsn)::bigint AS bytes`;
        return Number(row?.bytes);
      },
    }),

    settle: opened.settle,
    close: opened.close,
  };
}
