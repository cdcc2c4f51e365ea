import { expect, test } from "vitest";
import { createSimulatedFetch, INSTANT_HEADER } from "./simulated-fetch.ts";

const request = (stream: boolean) =>
  JSON.stringify({
    model: "m",
    stream,
    messages: [{ role: "user", content: '{"orderId":"A-1","status":"late"}' }],
  });
const answer = "From what was given: order id A-1, status late.";

test("the stream is made of chunks as an OpenAI endpoint sends them, with usage and [DONE]", async () => {
  const fetch = createSimulatedFetch();
  const response = await fetch("http://x/v1", { body: request(true), headers: { [INSTANT_HEADER]: "1" } });
  expect(response.headers.get("content-type")).toContain("text/event-stream");
  const events = (await response.text()).split("\n\n").filter(Boolean);
  expect(events.at(-1)).toBe("data: [DONE]");
  const chunks = events.slice(0, -1).map((event) => JSON.parse(event.replace(/^data: /, "")));
  expect(chunks.every((chunk) => chunk.object === "chat.completion.chunk")).toBe(true);
  expect(chunks.map((chunk) => chunk.choices[0]?.delta.content ?? "").join("")).toBe(answer);
  expect(chunks.at(-2).choices[0].finish_reason).toBe("stop");
  expect(chunks.at(-1)).toMatchObject({
    choices: [],
    usage: { completion_tokens: Math.ceil(answer.length / 4) },
  });
});

test("without streaming the answer comes in one piece", async () => {
  const fetch = createSimulatedFetch();
  const response = await fetch("http://x/v1", { body: request(false), headers: { [INSTANT_HEADER]: "1" } });
  expect(await response.json()).toMatchObject({ choices: [{ message: { content: answer } }] });
});

test("the first token comes after its pause and the others at 60 a second", async () => {
  let time = 1_000;
  const pauses: number[] = [];
  const pause = async (ms: number) => {
    pauses.push(ms);
    time += ms;
  };
  const fetch = createSimulatedFetch({ now: () => time, pause });
  await (await fetch("http://x/v1", { body: request(true) })).text();
  const [first = 0, ...others] = pauses;
  expect(first).toBeGreaterThanOrEqual(300);
  expect(first).toBeLessThanOrEqual(800);
  expect(others).toHaveLength(Math.ceil(answer.length / 4) - 1);
  for (const ms of others) expect(ms).toBeCloseTo(1000 / 60, 6);
});

test("a cancelled call stops waiting", async () => {
  const stop = new AbortController();
  const response = await createSimulatedFetch()("http://x/v1", { body: request(true), signal: stop.signal });
  const text = response.text();
  stop.abort();
  await expect(text).rejects.toThrow();
  await expect(
    createSimulatedFetch()("http://x/v1", { body: request(true), signal: stop.signal }),
  ).rejects.toThrow();
});
