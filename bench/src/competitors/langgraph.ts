import { randomUUID } from "node:crypto";
import type { AIMessageChunk, BaseMessage } from "@langchain/core/messages";
import { tool } from "@langchain/core/tools";
import { Annotation, END, Send, START, StateGraph } from "@langchain/langgraph";
import { createReactAgent } from "@langchain/langgraph/prebuilt";
import { PostgresSaver } from "@langchain/langgraph-checkpoint-postgres";
import { createSupervisor } from "@langchain/langgraph-supervisor";
import { ChatOpenAI } from "@langchain/openai";
import { z } from "zod";
import { LOOKED_UP, WORKERS } from "../endpoint/script.ts";
import type { Competitor, Surroundings } from "./competitor.ts";
import { textEvent } from "./event-stream.ts";
import { message } from "./history.ts";
import { Ledger } from "./ledger.ts";
import { timed } from "./timed.ts";

const TASK = { messages: [{ role: "user" as const, content: "Can order A-4711 be delivered this week?" }] };

/** State that grows by what each node adds. */
const Said = Annotation.Root({
  said: Annotation<string[]>({ reducer: (before, added) => before.concat(added), default: () => [] }),
});

/**
 * LangGraph with its Postgres checkpointer. `durability` is LangGraph's own: "async" (its default) writes a checkpoint
 * while the next step goes on already, "sync" before it.
 */
export async function langgraph(
  { databaseUrl, folder, endpoint }: Surroundings,
  durability: "async" | "sync",
): Promise<Competitor> {
  const ledger = new Ledger(folder);
  const checkpointer = PostgresSaver.fromConnString(databaseUrl);
  await checkpointer.setup();
  const model = (name: string) =>
    new ChatOpenAI({
      model: name,
      apiKey: "none",
      maxRetries: 0,
      configuration: { baseURL: `${endpoint}/v1` },
    });
  const run = (thread: string = randomUUID()) => ({
    configurable: { thread_id: thread },
    recursionLimit: 200,
    durability,
  });

  const lookup = tool(
    async ({ key }) => {
      ledger.add();
      return JSON.stringify({ key, stock: LOOKED_UP });
    },
    { name: "lookup", description: "Looks up the stock.", schema: z.object({ key: z.string() }) },
  );
  const team = createSupervisor({
    llm: model("supervisor"),
    prompt: "You lead four workers. Ask each in turn, then end.",
    agents: Array.from({ length: WORKERS }, (_, index) =>
      createReactAgent({
        name: `worker_${index + 1}`,
        llm: model(`worker-${index + 1}`),
        tools: [lookup],
        prompt: `You are worker ${index + 1}. Look up the stock, then answer.`,
      }),
    ),
  }).compile({ checkpointer });

  const solo = model("solo");
  const fanOut = new StateGraph(Said)
    .addNode("ask", async (part: { number: number }) => {
      const answer = await solo.invoke(`Is part ${part.number} there?`);
      return { said: [String(answer.content)] };
    })
    .addNode("join", () => ({}))
    .addConditionalEdges(START, () =>
      Array.from({ length: workers }, (_, number) => new Send("ask", { number })),
    )
    .addEdge("ask", "join")
    .addEdge("join", END)
    .compile({ checkpointer });
  let workers = 0;

  /** The chain is a graph of its own for each length; its nodes say what stands under their run. */
  const messages = new Map<string, string[]>();
  function chainOf(steps: number) {
    const graph = new StateGraph(Said);
    const names = Array.from({ length: steps }, (_, index) => `step${index}`);
    for (const [index, name] of names.entries())
      graph.addNode(name, (_, config) => {
        const said = messages.get(String(config.configurable?.thread_id))?.[index] ?? "";
        return { said: [said] };
      });
    // Its types know the nodes of one expression only, and these are added in a loop.
    const edges = graph as unknown as StateGraph<unknown, unknown, unknown, string>;
    for (const [index, name] of names.entries()) edges.addEdge(names[index - 1] ?? START, name);
    edges.addEdge(names.at(-1) ?? START, END);
    return graph.compile({ checkpointer });
  }
  const chains = new Map<number, ReturnType<typeof chainOf>>();

  return {
    async chain(steps, historyBytes) {
      const graph = chains.get(steps) ?? chainOf(steps);
      chains.set(steps, graph);
      const thread = randomUUID();
      messages.set(
        thread,
        Array.from({ length: steps }, () => message(historyBytes)),
      );
      return async () => {
        const state = await graph.invoke({}, run(thread));
        messages.delete(thread);
        if (state.said.length !== steps) throw new Error(`Expected ${steps} steps, got ${state.said.length}`);
      };
    },
    async team() {
      let last: BaseMessage | undefined;
      return {
        run: async () => {
          last = (await team.invoke(TASK, run())).messages.at(-1);
        },
        answer: async () => String(last?.content),
      };
    },
    fanOut: async (count) => async () => {
      workers = count;
      await fanOut.invoke({}, run());
    },
    teams: async (count) => () => timed(count, () => team.invoke(TASK, run())),
    async stream(name) {
      const agent = createReactAgent({ llm: model(name), tools: [], checkpointer });
      return texts(await agent.stream(TASK, { ...run(), streamMode: "messages" }));
    },
    async begin() {
      ledger.clear();
      const thread = randomUUID();
      team.invoke(TASK, run(thread)).catch(() => {});
      return thread;
    },
    async finish(thread) {
      await team.invoke(null, run(thread));
      return ledger.count();
    },
    close: () => checkpointer.end(),
  };
}

async function* texts(
  chunks: AsyncIterable<[BaseMessage | AIMessageChunk, unknown]>,
): AsyncGenerator<string> {
  for await (const [chunk] of chunks)
    if (typeof chunk.content === "string" && chunk.content !== "") yield textEvent(chunk.content);
}
