import { randomUUID } from "node:crypto";
import http from "node:http";
import pg from "pg";
import { ask, teamByHand } from "./by-hand.ts";
import type { Competitor, Surroundings, Work } from "./competitor.ts";
import { textEvent } from "./event-stream.ts";
import { message } from "./history.ts";
import { timed } from "./timed.ts";

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

  function team(): Promise<string> {
    const run = randomUUID();
    let seq = 0;
    return teamByHand(endpoint, async (kind, work) => {
      const result = await work();
      await commit(run, ++seq, kind, result);
      return result;
    });
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
            const answer = await ask(endpoint, "solo", [
              { role: "user", content: `Is part ${number} there?` },
            ]);
            await commit(run, number, "model", answer);
          }),
        );
        await commit(run, workers, "join", { workers });
      };
    },
    teams: async (count) => () => timed(count, team),
    stream: async (model) => relay(`${endpoint}/v1/chat/completions`, model),
    close: () => pool.end(),
  };
}

/** Reads a streamed completion and passes its text on, an event for each piece. */
async function* relay(url: string, model: string): AsyncGenerator<string> {
  const body = JSON.stringify({
    model,
    stream: true,
    messages: [{ role: "user", content: "Tell the times." }],
  });
  const response = await new Promise<http.IncomingMessage>((resolve, reject) => {
    http.request(url, { method: "POST" }, resolve).on("error", reject).end(body);
  });
  response.setEncoding("utf8");
  let rest = "";
  for await (const part of response) {
    const frames = (rest + part).split("\n\n");
    rest = frames.pop() ?? "";
    let events = "";
    for (const frame of frames) {
      if (frame === "data: [DONE]") break;
      // The endpoint's own wire format.
      const { choices } = JSON.parse(frame.slice(6)) as { choices: { delta: { content?: string } }[] };
      const text = choices[0]?.delta.content;
      if (text) events += textEvent(text);
    }
    if (events !== "") yield events;
  }
}
