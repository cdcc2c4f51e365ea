import { randomUUID } from "node:crypto";
import { DBOS } from "@dbos-inc/dbos-sdk";
import { ask, teamByHand } from "./by-hand.ts";
import type { Competitor, Surroundings } from "./competitor.ts";
import { message } from "./history.ts";
import { Ledger } from "./ledger.ts";
import { timed } from "./timed.ts";

/**
 * DBOS Transact has no agents: the loops written by hand, with every model and tool call a durable step over plain
 * node:http. So this is a lower bound for what an agent framework on top of it could do.
 */
export async function dbos({ databaseUrl, folder, endpoint }: Surroundings): Promise<Competitor> {
  const ledger = new Ledger(folder);
  const messages = new Map<string, string[]>();
  const step = <Result>(name: string, work: () => Promise<Result>) => DBOS.runStep(work, { name });

  const chain = DBOS.registerWorkflow(
    async (id: string) => {
      const history: string[] = [];
      for (const text of messages.get(id) ?? []) history.push(await step("say", async () => text));
      return history.length;
    },
    { name: "chain" },
  );
  const team = DBOS.registerWorkflow(async () => teamByHand(endpoint, step, () => ledger.add()), {
    name: "team",
  });
  const fanOut = DBOS.registerWorkflow(
    async (workers: number) => {
      const answers = await Promise.all(
        Array.from({ length: workers }, (_, number) =>
          step(`worker ${number}`, () =>
            ask(endpoint, "solo", [{ role: "user", content: `Is part ${number} there?` }]),
          ),
        ),
      );
      return answers.length;
    },
    { name: "fan-out" },
  );
  DBOS.setConfig({ name: "bench", systemDatabaseUrl: databaseUrl, logLevel: "error" });
  await DBOS.launch();

  return {
    async chain(steps, historyBytes) {
      const id = randomUUID();
      messages.set(
        id,
        Array.from({ length: steps }, () => message(historyBytes)),
      );
      return async () => {
        await chain(id);
        messages.delete(id);
      };
    },
    async team() {
      let answer = "";
      return {
        run: async () => {
          answer = await team();
        },
        answer: async () => answer,
      };
    },
    fanOut: async (workers) => async () => {
      await fanOut(workers);
    },
    teams: async (count) => () => timed(count, team),
    async begin() {
      ledger.clear();
      return (await DBOS.startWorkflow(team)()).workflowID;
    },
    async finish(id) {
      // Launching has taken up what a lost process of the same version had begun.
      await DBOS.retrieveWorkflow(id).getResult();
      return ledger.count();
    },
    close: () => DBOS.shutdown(),
  };
}
