import { randomUUID } from "node:crypto";
import pg from "pg";
import { post } from "../endpoint/client.ts";
import { LOOKED_UP, WORKERS } from "../endpoint/script.ts";
import type { Competitor, Surroundings, Work } from "./competitor.ts";
import { message } from "./history.ts";

type Message = Record<string, unknown>;
type Answer = {
  content: string | null;
  tool_calls?: { id: string; function: { name: string; arguments: string } }[];
};

const tool = (name: string) => ({
  type: "function",
  function: {
    name,
    description: `Asks ${name}.`,
    parameters: { type: "object", properties: { key: { type: "string" } }, required: ["key"] },
  },
});
const routes = Array.from({ length: WORKERS }, (_, index) => tool(`worker_${index + 1}`));

/**
 * Each scenario written by hand: kept connections over node:http, and one prepared INSERT, committed and awaited, after
 * every step. Nothing can be resumed from it; it is what a durable engine can't be faster than.
 */
export async function floor({ databaseUrl, endpoint }: Surroundings): Promise<Competitor> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 10 });
  await pool.query("CREATE TABLE step (run text, seq int, kind text, payload text, PRIMARY KEY (run, seq))");
  const commit = (run: string, seq: number, kind: string, payload: unknown) =>
    pool.query({
      name: "step",
      text: "INSERT INTO step (run, seq, kind, payload) VALUES ($1, $2, $3, $4)",
      values: [run, seq, kind, JSON.stringify(payload)],
    });

  async function ask(model: string, messages: Message[], tools?: object[]): Promise<Answer> {
    const body = JSON.stringify(tools ? { model, messages, tools } : { model, messages });
    // The endpoint's own wire format.
    const reply = (await post(`${endpoint}/v1/chat/completions`, body)) as { choices: { message: Answer }[] };
    const answer = reply.choices[0]?.message;
    if (!answer) throw new Error("Expected a choice in the endpoint's reply");
    return answer;
  }

  async function work(run: string, number: number, task: string, next: () => number): Promise<string> {
    const messages: Message[] = [
      { role: "system", content: `You are worker ${number}. Look up the stock, then answer.` },
      { role: "user", content: task },
    ];
    for (;;) {
      const answer = await ask(`worker-${number}`, messages, [tool("lookup")]);
      await commit(run, next(), "model", answer);
      const call = answer.tool_calls?.[0];
      if (!call) return answer.content ?? "";
      messages.push({ role: "assistant", ...answer });
      const result = { ...JSON.parse(call.function.arguments), stock: LOOKED_UP };
      await commit(run, next(), "tool", result);
      messages.push({ role: "tool", tool_call_id: call.id, content: JSON.stringify(result) });
    }
  }

  async function team(): Promise<string> {
    const run = randomUUID();
    let seq = 0;
    const next = () => ++seq;
    const messages: Message[] = [
      { role: "system", content: "You lead four workers. Ask each in turn, then end." },
      { role: "user", content: "Can order A-4711 be delivered this week?" },
    ];
    for (;;) {
      const answer = await ask("supervisor", messages, routes);
      await commit(run, next(), "model", answer);
      const call = answer.tool_calls?.[0];
      if (!call) return answer.content ?? "";
      messages.push({ role: "assistant", ...answer });
      const number = Number(call.function.name.split("_")[1]);
      const result = await work(run, number, call.function.arguments, next);
      messages.push({ role: "tool", tool_call_id: call.id, content: result });
    }
  }

  return {
    async chain(steps, historyBytes): Promise<Work> {
      const run = randomUUID();
      const messages = Array.from({ length: steps }, () => message(historyBytes));
      const history: string[] = [];
      return async () => {
        for (const [seq, text] of messages.entries()) {
          history.push(text);
          await commit(run, seq, "step", { text });
        }
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
    async fanOut(workers) {
      const run = randomUUID();
      return async () => {
        await Promise.all(
          Array.from({ length: workers }, async (_, number) => {
            const answer = await ask("solo", [{ role: "user", content: `Is part ${number} there?` }]);
            await commit(run, number, "model", answer);
          }),
        );
        await commit(run, workers, "join", { workers });
      };
    },
    async teams(count) {
      return () =>
        Promise.all(
          Array.from({ length: count }, async () => {
            const began = performance.now();
            await team();
            return performance.now() - began;
          }),
        );
    },
    close: () => pool.end(),
  };
}
