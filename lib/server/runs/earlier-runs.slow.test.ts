import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { CHECKS } from "../../adapters/memory/simulation/checks.ts";
import { OrderException } from "../../adapters/memory/simulation/template-run.ts";
import { foldAll } from "../../trace/fold.ts";
import { readRecording } from "./recording.ts";

const earlier = join(import.meta.dirname, "recordings/earlier");
const KEPT = [
  "the run ends, and nothing comes after its end",
  "every span has one end, and every call one accepted result",
  "no call is made again whose result was stored",
];

let template: OrderException;
beforeAll(() => {
  template = new OrderException();
});
afterAll(() => template.close());

test.each(globSync("*.jsonl", { cwd: earlier }))(
  "a run of an earlier version goes on with this one wherever it stands: %s",
  { timeout: 120_000 },
  async (file) => {
    const { plan, blobs, events } = readRecording(readFileSync(join(earlier, file), "utf8"));
    template.know(blobs);
    const stored = events.map((event) => ({ ...event, runId: "run-1" }));
    for (let upTo = 2; upTo < stored.length; upTo += 1) {
      const run = await template.run(stored.slice(0, upTo), plan);
      const where = `after event ${upTo}`;
      expect(run.ended, where).toBe("ended");
      expect(foldAll("run-1", run.events).state, where).toBe("ok");
      const finished = { plan, events: run.events, runId: "run-1", seed: 0, moments: 0, stuck: null };
      const nothing = { links: [], calls: [], commits: [], processes: [], happened: [] };
      for (const name of KEPT)
        expect(CHECKS[name]?.({ ...finished, ...nothing, values: async () => null }), where).toBeNull();
    }
  },
);
