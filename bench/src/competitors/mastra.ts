import { randomUUID } from "node:crypto";
import { Mastra } from "@mastra/core";
import { Agent } from "@mastra/core/agent";
import { createDurableAgent } from "@mastra/core/agent/durable";
import { createTool } from "@mastra/core/tools";
import { createStep, createWorkflow } from "@mastra/core/workflows";
import { PostgresStore } from "@mastra/pg";
import { z } from "zod";
import { LOOKED_UP, WORKERS } from "../endpoint/script.ts";
import type { Competitor, Surroundings } from "./competitor.ts";
import { textEvent } from "./event-stream.ts";
import { message } from "./history.ts";
import { Ledger } from "./ledger.ts";
import { timed } from "./timed.ts";

const TASK = "Can order A-4711 be delivered this week?";
const MAX_STEPS = 12;
const Said = z.object({ said: z.array(z.string()) });

/** Mastra with its PostgreSQL storage: workflows for what has no model, durable agents that are recovered after a crash. */
export async function mastra({ databaseUrl, folder, endpoint }: Surroundings): Promise<Competitor> {
  const ledger = new Ledger(folder);
  const model = (modelId: string) => ({
    providerId: "bench",
    modelId,
    url: `${endpoint}/v1`,
    apiKey: "none",
  });

  const lookup = createTool({
    id: "lookup",
    description: "Looks up the stock.",
    inputSchema: z.object({ key: z.string() }),
    execute: async ({ key }) => {
      ledger.add();
      return { key, stock: LOOKED_UP };
    },
  });
  const workers = Object.fromEntries(
    Array.from({ length: WORKERS }, (_, index) => [
      `worker_${index + 1}`,
      new Agent({
        id: `worker_${index + 1}`,
        name: `Worker ${index + 1}`,
        description: `Worker ${index + 1} answers one question.`,
        instructions: `You are worker ${index + 1}. Look up the stock, then answer.`,
        model: model(`worker-${index + 1}`),
        tools: { lookup },
      }),
    ]),
  );
  const durable = (name: string, instructions: string, agents = {}) =>
    createDurableAgent({
      agent: new Agent({ id: name, name, instructions, model: model(name), agents }),
    });
  const team = durable("supervisor", "You lead four workers. Ask each in turn, then end.", workers);

  const solo = new Agent({
    id: "solo",
    name: "Solo",
    instructions: "Say whether it is there.",
    model: model("solo"),
  });
  const ask = createStep({
    id: "ask",
    inputSchema: z.number(),
    outputSchema: z.string(),
    execute: async ({ inputData }) => (await solo.generate(`Is part ${inputData} there?`)).text,
  });
  const fanOut = createWorkflow({
    id: "fan-out",
    inputSchema: z.array(z.number()),
    outputSchema: z.array(z.string()),
  })
    .foreach(ask, { concurrency: 100 })
    .commit();

  const messages = new Map<string, string[]>();
  const STEPS = 50;
  const chain = Array.from({ length: STEPS }, (_, index) =>
    createStep({
      id: `step-${index}`,
      inputSchema: Said,
      outputSchema: Said,
      execute: async ({ inputData, runId }) => ({
        said: [...inputData.said, messages.get(runId)?.[index] ?? ""],
      }),
    }),
  )
    .reduce(
      (workflow, step) => workflow.then(step),
      createWorkflow({ id: "chain", inputSchema: Said, outputSchema: Said }),
    )
    .commit();

  const storage = new PostgresStore({ id: "bench", connectionString: databaseUrl });
  await storage.init();
  const host = new Mastra({
    storage,
    agents: { supervisor: team, ...workers, solo },
    workflows: { chain, fanOut },
    recovery: { durableAgents: "auto" },
    logger: false,
  });

  async function answer(): Promise<string> {
    const { output, cleanup } = await team.stream(TASK, { maxSteps: MAX_STEPS });
    const text = await output.text;
    cleanup();
    return text;
  }

  return {
    async chain(steps, historyBytes) {
      if (steps !== STEPS) throw new Error(`The chain has ${STEPS} steps`);
      const runId = randomUUID();
      messages.set(
        runId,
        Array.from({ length: steps }, () => message(historyBytes)),
      );
      const run = await chain.createRun({ runId });
      return async () => {
        const { status } = await run.start({ inputData: { said: [] } });
        messages.delete(runId);
        if (status !== "success") throw new Error(`The chain ended with ${status}`);
      };
    },
    async team() {
      let text = "";
      return {
        run: async () => {
          text = await answer();
        },
        answer: async () => text,
      };
    },
    async fanOut(count) {
      const run = await fanOut.createRun();
      return async () => {
        const { status } = await run.start({
          inputData: Array.from({ length: count }, (_, number) => number),
        });
        if (status !== "success") throw new Error(`The fan-out ended with ${status}`);
      };
    },
    teams: async (count) => () => timed(count, answer),
    async stream(name) {
      const agent = durable(name, "Tell the times.");
      host.addAgent(agent, name);
      return texts((await agent.stream(TASK)).output.textStream);
    },
    async begin() {
      ledger.clear();
      const { runId, output } = await team.stream(TASK, { maxSteps: MAX_STEPS });
      output.text.catch(() => {});
      return runId;
    },
    async finish(runId) {
      await (await team.recover(runId)).output.text;
      return ledger.count();
    },
    async close() {
      await storage.close();
    },
  };
}

async function* texts(stream: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const text of stream) yield textEvent(text);
}
