import { createHash, createHmac } from "node:crypto";
import { driveRun } from "../../engine/drive.ts";
import type { Driven } from "../../engine/driver.ts";
import type { ModelCall, Ports, ToolCall, ToolResult } from "../../engine/ports.ts";
import { Values } from "../../engine/values.ts";
import type { Json, JsonObject } from "../../graph/json.ts";
import { FORMAT } from "../../plan/format.ts";
import type { Plan } from "../../plan/plan.ts";
import type { RunEvent } from "../../run/event.ts";
import { evolve } from "../../run/evolve.ts";
import type { RunMode } from "../../run/run-mode.ts";
import { initialState } from "../../run/state.ts";
import { VirtualClock } from "./clock.ts";
import { createMemoryLog } from "./log.ts";
import { type ScriptedReply, scriptedModels } from "./scripted-models.ts";

export type Script = {
  models: (call: ModelCall, nth: number) => ScriptedReply;
  tools?: (call: ToolCall, nth: number, signal: AbortSignal) => ToolResult | Promise<ToolResult>;
};

/** Everything a run needs, in memory under a virtual clock: start a plan, drive it, look at its events. */
export function createBench(script: Script) {
  const clock = new VirtualClock();
  const started = Date.UTC(2026, 0, 1);
  const log = createMemoryLog(() => started + clock.monotonic());
  const models = scriptedModels(script.models, (ms, signal) => clock.wait(ms, signal));
  const performed: ToolCall[] = [];
  const workspaceId = "workspace";
  const ports: Ports = {
    log,
    models,
    tools: {
      async perform(call, signal) {
        const nth = performed.push(call);
        if (!script.tools) throw new Error(`no tool expected, got ${call.name}`);
        return script.tools(call, nth, signal);
      },
    },
    live: { text() {} },
    admit: async () => null,
    crypto: {
      sha256: (text) => createHash("sha256").update(text).digest("hex"),
      mac: (workspaceId, text) => createHmac("sha256", workspaceId).update(text).digest("hex"),
    },
    clock,
  };

  async function start(plan: Plan, input: JsonObject, mode: RunMode = "real", runId = "run-1") {
    const values = new Values({ runId, workspaceId }, log, ports.crypto);
    const event: RunEvent = {
      runId,
      seq: 1,
      at: started,
      schema: FORMAT,
      cause: null,
      type: "run-start",
      mode,
      planHash: "plan",
      input: values.put(input),
      startedBy: "tester",
      instant: true,
    };
    await log.create({
      runId,
      workspaceId,
      workflowId: null,
      workflowName: "test",
      startedBy: "tester",
      mode,
      plan,
      planHash: "plan",
      document: null,
      version: null,
      headStartMs: 0,
      start: event,
      blobs: values.unsaved,
    });
    return runId;
  }

  /** Drives until the run stands, moving the clock whenever nothing else can happen. */
  async function drive(runId = "run-1", signal = new AbortController().signal): Promise<Driven> {
    let driven: Driven | undefined;
    let failed: unknown;
    driveRun(ports, runId, { name: "tester", leaseMs: 60_000, signal }).then(
      (result) => {
        driven = result;
      },
      (error: unknown) => {
        failed = error;
      },
    );
    for (let idle = 0; driven === undefined && failed === undefined; ) {
      await new Promise<void>((resolve) => setImmediate(resolve));
      if (driven !== undefined || failed !== undefined) break;
      idle = clock.next() ? 0 : idle + 1;
      if (idle > 1_000) throw new Error("the run neither goes on nor waits");
    }
    if (failed !== undefined) throw failed;
    return driven ?? "taken";
  }

  return {
    clock,
    log,
    ports,
    models,
    performed,
    start,
    drive,
    events: (runId = "run-1") => log.read(runId, 0, 100_000),
    /** The JSON of the run's answer. */
    async answer(runId = "run-1"): Promise<Json> {
      const plan = await log.plan(runId);
      if (!plan) throw new Error(`there is no run ${runId}`);
      const state = initialState(runId, plan);
      const events = await log.read(runId, 0, 100_000);
      for (const event of events) evolve(state, event);
      const end = events.at(-1);
      const steps = [...(state.frames.get(null)?.steps.values() ?? [])];
      const last =
        end?.type === "run-end" ? steps.find((step) => step.last?.span === end.answer)?.last : null;
      const answer = last?.result ?? null;
      return answer && new Values({ runId, workspaceId }, log, ports.crypto).json(answer);
    },
  };
}
