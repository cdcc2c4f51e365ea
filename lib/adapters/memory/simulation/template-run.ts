import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Blob, Models, ToolCall, ToolResult } from "../../../engine/ports.ts";
import type { Json, JsonObject } from "../../../graph/json.ts";
import { orderException } from "../../../graph/templates/order-exception.ts";
import { compile } from "../../../plan/compile.ts";
import type { RunEvent } from "../../../run/event.ts";
import { type DemoSystem, demoFile, resetDemo } from "../../demo/demo-company.ts";
import { sampleOrders } from "../../demo/plan-orders.ts";
import { requestBody } from "../../models/openai/request-body.ts";
import { answerRequest } from "../../models/simulated/answer-request.ts";
import { evaluateRules } from "../../tools/rules/evaluate-rules.ts";
import { readSqlite } from "../../tools/sql/sqlite-read.ts";
import { createBench } from "../run-bench.ts";

const TODAY = "2026-11-20";
/** An order whose delivery is late. */
export const INPUT: JsonObject = { orderId: sampleOrders.late };
const LIMITS = { maxRows: 50, maxBytes: 1_000_000, timeoutMs: 5_000 };

/** What is otherwise than it should be: how long a model takes, and what a tool's call comes to in place of its result. */
export type Weather = {
  modelMs?: number;
  tool?: (call: ToolCall, wait: (ms: number) => Promise<void>) => Promise<ToolResult> | null;
};

/** A run of the template: its events, the answer, and which calls were made. */
export type TemplateRun = {
  events: RunEvent[];
  answer: Json;
  models: number;
  performed: ToolCall[];
  ended: string;
};

/** The order exception with the simulated model, the demo company's rows and its rules, all in memory but the rows. */
export class OrderException {
  readonly plan = planOfTemplate();
  private readonly answers = new Map<string, ReturnType<typeof answerRequest>>();
  private readonly read = new Map<string, Json>();
  /** Texts too large for their events, over all runs: they are the same in each. */
  private readonly blobs = new Map<string, string>();
  private readonly dataDir = mkdtempSync(join(tmpdir(), "tutti-crash-"));

  constructor() {
    resetDemo(this.dataDir, TODAY);
  }

  close() {
    rmSync(this.dataDir, { recursive: true, force: true });
  }

  /** Keeps texts that stored events refer to. */
  know(blobs: readonly Blob[]) {
    for (const { hash, content } of blobs) this.blobs.set(hash, content);
  }

  /** Runs it, or a plan of it, on after a crash that left these events, or from the beginning. */
  async run(stored: RunEvent[] = [], plan = this.plan, weather: Weather = {}): Promise<TemplateRun> {
    const bench = createBench({ models: () => ({}) });
    const performed: ToolCall[] = [];
    let models = 0;
    const { log } = bench.ports;
    bench.ports.log = {
      ...log,
      append: (lease, events, blobs, consumed) => {
        for (const blob of blobs) this.blobs.set(blob.hash, blob.content);
        return log.append(lease, events, blobs, consumed);
      },
    };
    bench.ports.models = {
      request: (call) => ({ body: JSON.stringify(requestBody(call)) }),
      complete: async (call, _live, signal) => {
        models += 1;
        if (weather.modelMs) await bench.clock.wait(weather.modelMs, signal);
        return this.reply(JSON.stringify(requestBody(call)));
      },
    };
    bench.ports.tools = {
      perform: async (call, signal) => {
        performed.push(call);
        const wait = (ms: number) => bench.clock.wait(ms, signal);
        return (await weather.tool?.(call, wait)) ?? this.perform(call);
      },
    };
    await bench.start(plan, INPUT, "simulated");
    if (stored.length > 1) {
      const lease = await log.claim("run-1", "the one that dies", 1);
      if (!lease) throw new Error("the run could not be claimed");
      const blobs = [...this.blobs].map(([hash, content]) => ({ hash, content }));
      await log.append(lease, stored.slice(1), blobs, []);
      bench.clock.advance(10);
    }
    const ended = await bench.drive();
    return { events: await bench.events(), answer: await bench.answer(), models, performed, ended };
  }

  private reply(body: string): Awaited<ReturnType<Models["complete"]>> {
    const answer = this.answers.get(body) ?? answerRequest(body);
    this.answers.set(body, answer);
    if (!answer.ok) throw new Error(`the simulated model refused: ${answer.error.message}`);
    const { text, calls, finishReason, model, usage } = answer.completion;
    return {
      text,
      thinking: "",
      calls,
      finishReason,
      model,
      usage: {
        inputTokens: usage?.prompt_tokens ?? 0,
        cachedTokens: 0,
        outputTokens: usage?.completion_tokens ?? 0,
        estimated: false,
      },
      costNanos: 1_000,
      firstTokenMs: 0,
      chunks: [],
      failure: null,
      cancelled: false,
    };
  }

  /** The result of a tool of the template, from the demo company's rows. */
  perform(call: ToolCall): ToolResult {
    const key = JSON.stringify([call.name, call.arguments]);
    const result = this.read.get(key) ?? this.resultOf(call);
    this.read.set(key, result);
    return { status: "ok", result, held: false, notes: [] };
  }

  private resultOf({ tool, path, arguments: given }: ToolCall): Json {
    switch (tool.type) {
      case "sql": {
        const system = path.at(-1)?.step;
        if (system !== "erp" && system !== "wms" && system !== "tms")
          throw new Error(`the template reads erp, wms and tms, not ${system}`);
        return this.rowsOf(system, tool.statement, given);
      }
      case "rules":
        return JSON.parse(JSON.stringify(evaluateRules(tool.rules, given)));
      case "sql-write":
        return { changed: 1, before: [], after: [given], returned: [], receipt: "receipt-1" };
      case "email":
        return { messageId: "<1@tutti>", to: given.to ?? null, subject: "About your order", outbox: true };
      case "http":
        throw new Error("the template calls no URL");
    }
  }

  private rowsOf(system: DemoSystem, statement: string, given: JsonObject): Json {
    const parameters = Object.fromEntries(
      Object.entries(given).map(([name, value]) => [name, String(value)]),
    );
    const { rows } = readSqlite(demoFile(this.dataDir, system), statement, parameters, LIMITS);
    return JSON.parse(JSON.stringify({ rows, rowCount: rows.length, truncated: false }));
  }
}

function planOfTemplate() {
  const compiled = compile(orderException().graph);
  if (!compiled.ok) throw new Error(`the template does not compile: ${JSON.stringify(compiled.issues)}`);
  return compiled.plan;
}
