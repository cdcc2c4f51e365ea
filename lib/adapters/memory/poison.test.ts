import { expect, test } from "vitest";
import { driveClaimed } from "../../engine/drive.ts";
import { createBench } from "./run-bench.ts";
import { agent, planOf, topic } from "./small-plan.ts";

const tick = () => new Promise<void>((resolve) => setImmediate(resolve));

test("a run over which three runners in a row are lost is set aside by the next", async () => {
  const bench = createBench({ models: () => ({ text: "late", ms: 3_600_000 }) });
  await bench.start(planOf(agent("writer"), []), topic("x"));
  for (let lost = 1; lost <= 4; lost++) {
    const lease = await bench.log.claim("run-1", `runner ${lost}`, 4_000);
    if (lease === null) throw new Error("expected the run to be free");
    // The first got as far as to fill what the step receives.
    expect(lease.fruitless).toBe(Math.max(0, lost - 2));
    // Freezes for ever in the call that it begins.
    const { signal } = new AbortController();
    void driveClaimed(bench.ports, { name: `runner ${lost}`, leaseMs: 3_600_000, signal }, { lease });
    while (bench.models.calls.length < lost) await tick();
    await bench.log.renew(lease, 0);
  }
  expect(await bench.drive()).toBe("ended");
  expect(bench.models.calls).toHaveLength(4);
  const events = await bench.events();
  expect(events.at(-1)).toMatchObject({
    type: "run-end",
    outcome: {
      status: "failed",
      failure: { code: "poison", message: expect.stringContaining("3 runners in a row") },
    },
  });
  expect(events.filter(({ type }) => type === "run-claim")).toHaveLength(5);
});
