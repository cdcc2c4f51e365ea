import { expect, test } from "vitest";
import { driveClaimed } from "../../engine/drive.ts";
import type { Plan } from "../../plan/plan.ts";
import { foldAll } from "../../trace/fold.ts";
import { lossSentence } from "../../trace/losses.ts";
import type { Trace } from "../../trace/trace.ts";
import { createBench, type Script } from "./run-bench.ts";
import { agent, calls, planOf, texts, tool, topic } from "./small-plan.ts";

const tick = () => new Promise<void>((resolve) => setImmediate(resolve));

type Bench = ReturnType<typeof createBench>;

/** Claims the run and drives it until it has made so many calls, which never end. Returns a function that ends the runner. */
async function driveUntil(bench: Bench, name: string, begun: () => boolean) {
  const lease = await bench.log.claim("run-1", name, 4_000);
  if (lease === null) throw new Error("expected the run to be free");
  const drain = new AbortController();
  const driving = driveClaimed(bench.ports, { name, leaseMs: 3_600_000, signal: drain.signal }, { lease });
  while (!begun()) {
    await tick();
    if (!begun()) bench.clock.next();
  }
  return {
    /** It stops where it is and is never heard of again. */
    die: () => bench.log.renew(lease, 0),
    /** It is asked to end. */
    giveBack() {
      drain.abort();
      return driving;
    },
  };
}

const traceOf = async (bench: Bench): Promise<Trace> => foldAll("run-1", await bench.events());
const linesOf = (trace: Trace) => trace.losses.map((loss) => lossSentence(trace, loss));

const HOUR_MS = 3_600_000;
const writer = planOf(agent("writer"), []);
/** A model whose first calls hang. */
const hanging = (first: number): Script => ({
  models: (_call, nth) => ({ text: "done", ms: nth <= first ? HOUR_MS : 10 }),
});

async function started(script: Script, plan: Plan): Promise<Bench> {
  const bench = createBench(script);
  await bench.start(plan, topic("x"));
  return bench;
}

test("a runner lost in a call is told with the step that went on and the call that was made again", async () => {
  const bench = await started(hanging(1), writer);
  const first = await driveUntil(bench, "first", () => bench.models.calls.length === 1);
  await first.die();
  await bench.drive();
  expect(linesOf(await traceOf(bench))).toEqual([
    "Runner lost; went on at step 2 (writer). 1 call that was under way was made again, nothing else.",
  ]);
});

test("a runner that gives the run back in a call is not told as lost", async () => {
  const bench = await started(hanging(1), writer);
  const first = await driveUntil(bench, "first", () => bench.models.calls.length === 1);
  expect(await first.giveBack()).toBe("waiting");
  const given = await traceOf(bench);
  expect([...given.spans.values()].filter(({ state }) => state === "lost")).toHaveLength(1);
  expect(await bench.drive()).toBe("ended");
  const trace = await traceOf(bench);
  expect(trace).toMatchObject({ state: "ok", claims: [{ runner: "first" }, { runner: "tester" }] });
  expect(trace.losses).toEqual([]);
  expect(bench.models.calls).toHaveLength(2);
});

test("a runner lost in a call whose effect can't be taken back leaves a doubt that is told", async () => {
  const plan = planOf(tool("pay", "write", texts()), []);
  const never = new Promise<never>(() => {});
  const bench = await started({ models: () => ({ text: "" }), tools: () => never }, plan);
  const first = await driveUntil(bench, "first", () => bench.performed.length === 1);
  await first.die();
  await bench.drive();
  expect(bench.performed).toHaveLength(1);
  expect(linesOf(await traceOf(bench))).toEqual([
    "Runner lost; went on at step 2 (pay), nothing repeated. Whether pay happened, nobody can know: check on the other side.",
  ]);
});

test("a runner lost before it wrote anything costs nothing", async () => {
  const bench = await started(hanging(0), writer);
  const lease = await bench.log.claim("run-1", "first", 4_000);
  if (lease) await bench.log.renew(lease, 0);
  await bench.drive();
  expect(linesOf(await traceOf(bench))).toEqual(["Runner lost; began anew, nothing repeated."]);
});

test("a runner that comes back to its own run is called out of touch", async () => {
  const bench = await started(hanging(1), writer);
  const first = await driveUntil(bench, "tester", () => bench.models.calls.length === 1);
  await first.die();
  await bench.drive();
  const [line] = linesOf(await traceOf(bench));
  expect(line).toMatch(/^Runner out of touch for a while; went on at step 2/);
});

test("of a run that is set aside the last loss says so", async () => {
  const bench = await started(hanging(9), writer);
  for (let lost = 1; lost <= 4; lost++) {
    const runner = await driveUntil(bench, `runner ${lost}`, () => bench.models.calls.length === lost);
    await runner.die();
  }
  await bench.drive();
  const lines = linesOf(await traceOf(bench));
  expect(lines).toHaveLength(4);
  expect(lines.at(-2)).toMatch(/made again/);
  expect(lines.at(-1)).toBe("Runner lost once more; the run was set aside, nothing repeated.");
});

test("of several calls under way each is counted, and what had ended is not", async () => {
  const plan = planOf(
    agent("lead", {
      role: "supervisor",
      calls: [calls("worker", "one", []), calls("worker", "two", [])],
    }),
    [agent("one"), agent("two")],
  );
  let slow = true;
  const bench = await started(
    {
      models: (call) => {
        if (call.messages[0]?.content !== "You are lead.") return { text: "done", ms: slow ? HOUR_MS : 10 };
        return call.messages.some(({ role }) => role === "tool")
          ? { calls: [{ name: "finish", arguments: { references: ["one#1"] } }] }
          : {
              calls: [
                { name: "one", arguments: {} },
                { name: "two", arguments: {} },
              ],
            };
      },
    },
    plan,
  );
  const first = await driveUntil(bench, "first", () => bench.models.calls.length === 3);
  await first.die();
  slow = false;
  await bench.drive();
  expect(linesOf(await traceOf(bench))).toEqual([
    "Runner lost; went on at step 3 (one). 2 calls that were under way were made again, nothing else.",
  ]);
});
