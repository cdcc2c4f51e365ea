import { afterEach, beforeEach, expect, test } from "vitest";
import { type ScriptedServer, startScriptedServer } from "./scripted-server.ts";

let server: ScriptedServer;
beforeEach(async () => {
  server = await startScriptedServer({ models: ["a", "b"] });
});
afterEach(() => server.close());

const ask = (body: unknown) =>
  fetch(`${server.baseUrl}/chat/completions`, { method: "POST", body: JSON.stringify(body) });

test("replies come in the order of the script, and a script that is over says so", async () => {
  server.play([
    { kind: "status", status: 503 },
    { kind: "raw", contentType: "text/plain", body: "second" },
  ]);
  expect((await ask({})).status).toBe(503);
  expect(await (await ask({})).text()).toBe("second");
  expect(await (await ask({})).json()).toMatchObject({
    error: { message: "The script has no reply for request 3" },
  });
});

test("a script can be a function of the request", async () => {
  server.play((body, ordinal) => ({
    kind: "raw",
    contentType: null,
    body: `${ordinal} ${JSON.stringify(body)}`,
  }));
  expect(await (await ask({ a: 1 })).text()).toBe('0 {"a":1}');
  expect(await (await ask({ b: 2 })).text()).toBe('1 {"b":2}');
});

test("requests are recorded with their times and how many were open at once", async () => {
  server.play(() => ({ kind: "reply", text: "x", firstTokenMs: 50 }));
  await Promise.all([ask({}), ask({}), ask({})].map(async (response) => (await response).text()));
  await (await ask({})).text();
  expect(server.maxOpen()).toBe(3);
  await expect
    .poll(() => server.completions().every(({ endedAt, left }) => endedAt !== null && !left))
    .toBe(true);
  const [first, , , last] = server.completions();
  expect(last?.open).toBe(1);
  expect(last?.startedAt).toBeGreaterThan(first?.startedAt ?? Number.NaN);
});

test("models are listed, other addresses are not there", async () => {
  const list = await (await fetch(`${server.baseUrl}/models`)).json();
  expect(list).toMatchObject({ data: [{ id: "a" }, { id: "b" }] });
  expect((await fetch(`${server.baseUrl}/embeddings`)).status).toBe(404);
});
