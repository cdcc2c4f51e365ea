import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { ensureDemo } from "../adapters/demo/demo-company.ts";
import { parseEnv } from "../env.ts";
import { openServer } from "./ports.ts";
import { startRunner } from "./runner.ts";
import { readAllEvents } from "./runs.ts";
import { startRun } from "./start-run.ts";
import { addPerson } from "./temporary-server.ts";

const dataDir = mkdtempSync(join(tmpdir(), "tutti-runner-"));
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

test("a run that is given back at the end of a process is finished by the next, and no finished call is made again", async () => {
  ensureDemo(dataDir, "2026-11-20");
  const first = await openServer({ ...parseEnv({}), dataDir });
  const firstRunner = await startRunner(first, { kind: "server", slots: 4, name: "first" });
  const { viewer, workflowId } = await addPerson(first, "Ada", true);
  const input = { orderId: "SO-10412" };
  const { runId } = await startRun(viewer, { workflowId, mode: "simulated", input, instant: false });
  await expect
    .poll(
      async () => (await readAllEvents(viewer, runId)).filter((event) => event.type === "span-end").length,
      {
        timeout: 15_000,
      },
    )
    .toBeGreaterThan(1);
  await firstRunner.stop();
  const given = await readAllEvents(viewer, runId);
  expect(given.at(-1)?.type).not.toBe("run-end");
  await first.close();

  const second = await openServer({ ...parseEnv({}), dataDir });
  const secondRunner = await startRunner(second, { kind: "server", slots: 4, name: "second" });
  await expect
    .poll(async () => (await readAllEvents(viewer, runId)).at(-1), { timeout: 60_000 })
    .toMatchObject({ type: "run-end", outcome: { status: "ok" } });
  const events = await readAllEvents(viewer, runId);
  expect(events.slice(0, given.length)).toEqual(given);
  expect(events.flatMap((event) => (event.type === "run-claim" ? [event.runner.split(" ")[0]] : []))).toEqual(
    ["first", "second"],
  );
  const finished = given.flatMap((event) =>
    event.type === "span-end" && event.outcome.status === "ok" ? [event.span] : [],
  );
  const pathOf = (seq: number) => events.find((event) => event.seq === seq && event.type === "span-start");
  for (const span of finished) {
    const start = pathOf(span);
    const again = events.filter(
      (event) =>
        event.type === "span-start" &&
        start?.type === "span-start" &&
        event.work.kind === start.work.kind &&
        JSON.stringify(event.path) === JSON.stringify(start.path),
    );
    expect(again).toEqual([start]);
  }
  await secondRunner.stop();
  await second.close();
}, 90_000);
