import { createHash } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { createBench } from "../../lib/adapters/memory/run-bench.ts";
import {
  agent,
  calls,
  field,
  flow,
  flowPlan,
  map,
  planOf,
  texts,
  tool,
  topic,
  withWorkflows,
  workflow,
} from "../../lib/adapters/memory/small-plan.ts";
import { createPriceBook } from "../../lib/adapters/models/price-book.ts";
import { LIST_PRICES } from "../../lib/adapters/models/price-list.ts";
import { CHAIN_START, chainHash } from "../../lib/run/chain.ts";
import type { EventOf, RunEvent } from "../../lib/run/event.ts";
import type { Outcome } from "../../lib/run/outcome.ts";
import { checkOutcome } from "./check-effects.ts";
import { eventsOf } from "./check-log.ts";
import { checkStanding, violations } from "./checker.ts";
import { MODEL } from "./drawing.ts";
import type { History, StoredRun } from "./history.ts";
import type { Effect } from "./ledger-effects.ts";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const models = [{ connectionId: null, model: MODEL, price: null }];
const usage = { inputTokens: 10, cachedTokens: 0, outputTokens: 5 };

/** What is done for the one item of the input's list: a workflow with an agent that writes. */
const desk = planOf(agent("send", { models, calls: [calls("tool", "sending", [field("id")])] }), [
  tool("sending", "write", texts("id")),
]);
const lead = agent("lead", {
  role: "supervisor",
  models,
  calls: ["post", "file", "read"].map((name) => calls("worker", name, [])),
});
const main = flowPlan(
  [
    lead,
    agent("post", { models, calls: [calls("tool", "posting", [field("id")])] }),
    agent("file", { models, calls: [calls("tool", "filing", [field("id")])] }),
    agent("read", { models, calls: [] }),
    tool("posting", "write", texts("id")),
    tool("filing", "keyed-write", texts("id")),
    map("each", "desk"),
    workflow("desk", "desk"),
  ],
  [flow("in", "each"), flow("each", "lead"), flow("lead", "out")],
  "{{ results.lead.read }}",
);
const plan = withWorkflows(main, { desk });

/** A run in memory that lost nothing, as the harness would have seen it. */
async function goodHistory(): Promise<History> {
  const costNanos = createPriceBook(LIST_PRICES).cost(MODEL, usage, Date.now());
  const bench = createBench({
    models: (call) => {
      const told = call.messages.filter((message) => message.role === "tool").length;
      const who = call.messages[0]?.content;
      if (who === "You are post." && told === 0)
        return { calls: [{ name: "posting", arguments: { id: "1" } }], costNanos };
      if (who === "You are file." && told === 0)
        return { calls: [{ name: "filing", arguments: { id: "1" } }], costNanos };
      if (who === "You are send." && told === 0)
        return { calls: [{ name: "sending", arguments: { id: "1" } }], costNanos };
      if (who !== "You are lead.") return { text: "x".repeat(9_000), costNanos };
      if (told > 0) return { calls: [{ name: "finish", arguments: { references: ["read#1"] } }], costNanos };
      return { calls: ["post", "file", "read"].map((name) => ({ name, arguments: {} })), costNanos };
    },
    tools: () => ({ status: "ok", result: "posted", held: false, notes: [] }),
  });
  await bench.start(plan, topic("x"));
  await bench.drive();
  const events = await bench.events();
  const found = events.flatMap((event) => [...JSON.stringify(event).matchAll(/"hash":"(\w+)"/g)]);
  const values = new Map<string, string>();
  for (const [, hash = ""] of found) {
    const content = await bench.log.blob("run-1", hash);
    if (content !== null) values.set(hash, content);
  }
  const run: StoredRun = {
    id: "run-1",
    workspaceId: "workspace",
    plan,
    rows: [],
    values,
    head: { epoch: 1, lastSeq: 0, status: "ended", owner: null, dueAt: null, chainHash: "" },
    listed: "ok",
  };
  store(run, events);
  return {
    runs: [run],
    mac: bench.ports.crypto.mac,
    calls: bench.models.calls.map((call) => ({
      bodyHash: sha256(JSON.stringify(bench.models.request(call))),
      state: "answered",
      usage: { prompt_tokens: 10, completion_tokens: 5 },
    })),
    effects: bench.performed.map(({ effectKey, name }) => ({
      target: "http",
      key: effectKey,
      what: `POST /${name}/1`,
      times: 1,
    })),
    shown: [events.map((event) => ({ runId: "run-1", seq: event.seq, text: JSON.stringify(event) }))],
    cancelled: new Set(),
    poisoned: new Set(),
    faults: 0,
  };
}

/** Puts events into a run's rows, chained as the store chains them; a claim begins a row, and most have several events. */
function store(run: StoredRun, events: RunEvent[]): void {
  let hash = CHAIN_START;
  let epoch = 0;
  const appends: RunEvent[][] = [];
  for (const event of events) {
    const last = appends.at(-1);
    if (last === undefined || last.length === 3 || event.type === "run-claim") appends.push([event]);
    else last.push(event);
  }
  let seq = 0;
  run.rows = appends.map((append) => {
    hash = chainHash(hash, append, sha256);
    seq += append.length;
    const [first] = append;
    if (first?.type === "run-claim") epoch = first.epoch;
    return { seq, epoch, events: append.map((event) => JSON.stringify(event)), hash };
  });
  run.head.lastSeq = events.length;
  run.head.chainHash = hash;
}

const bodyOf: Parameters<typeof violations>[1] = (call) => ({
  model: call.choice.model,
  messages: JSON.stringify(call.messages),
});
const checksOf = async (history: History) =>
  new Set((await violations(history, bodyOf)).map(({ check }) => check));

/** A copy that a test may break. */
const copyOf = ({ mac, ...told }: History): History => ({ ...structuredClone(told), mac });

let good: History;
beforeAll(async () => {
  good = await goodHistory();
});

test("a run that lost nothing has no violations", async () => {
  expect(await violations(good, bodyOf)).toEqual([]);
  expect(good.runs[0]?.values.size).toBeGreaterThan(0);
  expect(good.effects.map(({ what }) => what)).toEqual([
    "POST /sending/1",
    "POST /posting/1",
    "POST /filing/1",
  ]);
});

const SET_ASIDE = {
  status: "failed",
  failure: { code: "poison", message: "Three runners were lost.", retryable: false },
} as const;

test("a run over which three runners were lost may be set aside, and not sooner", async () => {
  const outcomes = (lost: number) => {
    const history = copyOf(good);
    const [run] = history.runs;
    if (!run) throw new Error("the history has no run");
    history.poisoned.add(run.id);
    store(run, runEnded(lostOver(eventsOf(run), lost), SET_ASIDE));
    return checkOutcome(history, run).length;
  };
  expect(outcomes(2)).toBe(1);
  expect(outcomes(3)).toBe(0);
});

/** The start of the call of a tool. */
function callOf(events: RunEvent[], tool: string): EventOf<"span-start"> {
  for (const event of events)
    if (event.type === "span-start" && event.work.kind === "tool" && event.name === tool) return event;
  throw new Error(`the log has no call of ${tool}`);
}

/** What a tool did. */
function effectOf(effects: Effect[], tool: string): Effect {
  const effect = effects.find(({ what }) => what.includes(tool));
  if (!effect) throw new Error(`nothing was done by ${tool}`);
  return effect;
}

/** The events with another end of a span. */
function ended(events: RunEvent[], span: number, outcome: Outcome): RunEvent[] {
  return events.map((event) =>
    event.type === "span-end" && event.span === span ? { ...event, outcome } : event,
  );
}

/** The events with another end of the run. */
function runEnded(events: RunEvent[], outcome: Outcome): RunEvent[] {
  return events.map((event) => (event.type === "run-end" ? { ...event, outcome } : event));
}

/** The events with claims by runners that were lost, and by one more, before the last. */
function lostOver(events: RunEvent[], lost: number): RunEvent[] {
  const claim = events.find((event) => event.type === "run-claim");
  const last = events.at(-1);
  if (!claim || !last) throw new Error("the log has no claim or no end");
  const claims = Array.from({ length: lost + 1 }, (_, nth) => ({
    ...claim,
    epoch: claim.epoch + nth + 1,
    seq: last.seq + nth,
  }));
  return [...events.slice(0, -1), ...claims, { ...last, seq: last.seq + claims.length }];
}

type Break = (history: History, run: StoredRun, events: RunEvent[]) => void;

/** What is broken, how, and which check has to notice. */
const canaries: [what: string, check: string, break_: Break][] = [
  ["an append is missing in the middle", "seq", (_, run) => run.rows.splice(3, 1)],
  ["an event is missing in an append", "seq", (_, run) => run.rows[3]?.events.splice(1, 1)],
  ["the head is behind the log", "seq", (_, run) => run.head.lastSeq--],
  [
    "a stored event was changed",
    "chain",
    (_, run, events) => {
      const row = run.rows[3];
      const event = { ...events[(row?.seq ?? 0) - 1], at: 1 };
      row?.events.splice(-1, 1, JSON.stringify(event));
    },
  ],
  [
    "the head's link is another",
    "chain",
    (_, run) => {
      run.head.chainHash = CHAIN_START;
    },
  ],
  [
    "a shown event is stored with other bytes",
    "shown",
    ({ shown }) => Object.assign(shown[0]?.[3] ?? {}, { text: "{}" }),
  ],
  ["an event was shown twice", "shown", ({ shown }) => shown[0]?.splice(3, 0, ...shown[0].slice(2, 3))],
  [
    "an event was shown that is not stored",
    "shown",
    ({ shown }, run) => shown[0]?.push({ runId: run.id, seq: run.head.lastSeq + 1, text: "{}" }),
  ],
  ["a page ended before the run", "shown", ({ shown }) => shown[0]?.pop()],
  [
    "a runner wrote under an epoch it did not hold",
    "writers",
    (_, run) => Object.assign(run.rows.at(-2) ?? {}, { epoch: 7 }),
  ],
  [
    "an event stands after the end",
    "end",
    (_, run, events) => {
      const last = events.at(-1);
      if (last) store(run, [...events, { ...last, seq: last.seq + 1 }]);
    },
  ],
  [
    "the head says that an ended run goes on",
    "end",
    (_, run) => {
      run.head.status = "running";
    },
  ],
  [
    "a span ends twice",
    "spans",
    (_, run, events) => {
      const end = events.find((event) => event.type === "span-end");
      const at = events.length - 1;
      if (end) store(run, [...events.slice(0, at), { ...end, seq: at + 1 }]);
    },
  ],
  ["a value is not stored", "values", (_, run) => run.values.clear()],
  [
    "a text in an event was changed, which the chain does not cover",
    "values",
    (_, run) => {
      for (const row of run.rows)
        row.events = row.events.map((event) => event.replace('"inline":"{', '"inline":"{ '));
    },
  ],
  [
    "a value was changed",
    "values",
    (_, run) => {
      for (const hash of run.values.keys()) run.values.set(hash, "0");
    },
  ],
  [
    "a choice does not follow from the facts",
    "choices",
    (_, run, events) =>
      store(
        run,
        events.map((event) =>
          event.type === "decision"
            ? { ...event, decision: { what: "cancel", span: event.seq, code: "not-needed" } }
            : event,
        ),
      ),
  ],
  [
    "lists show another end",
    "list",
    (_, run) => {
      run.listed = "running";
    },
  ],
  ["a call was made again", "calls", ({ calls }) => calls.push(...calls.slice(1, 2))],
  [
    "a call was made that no log knows",
    "calls",
    ({ calls }) => calls.push({ bodyHash: "?", state: "answered", usage: null }),
  ],
  ["a stored reply has no call", "calls", ({ calls }) => calls.pop()],
  [
    "a call was lost without a fault",
    "lost",
    (_, run, events) => {
      // Of the last reply, to which no later request refers.
      const last = events.findLast((event) => event.type === "span-end" && event.reply !== null);
      store(
        run,
        events.map((event) =>
          event === last && event.type === "span-end" ? { ...event, outcome: { status: "lost" } } : event,
        ),
      );
    },
  ],
  [
    "a call was begun again after its reply was stored",
    "repeated",
    (_, run, events) => {
      const [start, ...more] = events.filter(
        (event) => event.type === "span-start" && event.work.kind === "model",
      );
      if (start && more.length > 0) store(run, [...events, { ...start, seq: events.length + 1 }]);
    },
  ],
  [
    "the trace counts other tokens than the endpoint",
    "costs",
    ({ calls }) => Object.assign(calls[0] ?? {}, { usage: { prompt_tokens: 11, completion_tokens: 5 } }),
  ],
  [
    "an effect happened twice",
    "effects",
    ({ effects }) => Object.assign(effectOf(effects, "posting"), { times: 2 }),
  ],
  [
    "an effect of a workflow inside a map happened twice",
    "effects",
    ({ effects }) => Object.assign(effectOf(effects, "sending"), { times: 2 }),
  ],
  [
    "an effect of a workflow inside a map never happened",
    "effects",
    ({ effects }) => effects.splice(effects.indexOf(effectOf(effects, "sending")), 1),
  ],
  [
    "a write without key of a workflow inside a map was cut, and the run does not say that nobody knows",
    "outcome",
    (_, run, events) => store(run, ended(events, callOf(events, "sending").seq, { status: "lost" })),
  ],
  [
    "the same effect happened under two keys",
    "effects",
    ({ effects }) => effects.push(...effects.map((effect) => ({ ...effect, key: "other" }))),
  ],
  [
    "two effects happened under one key",
    "effects",
    ({ effects }) => effects.push(...effects.map((effect) => ({ ...effect, what: `${effect.what}/2` }))),
  ],
  ["an effect that is ok in the log never happened", "effects", ({ effects }) => effects.pop()],
  [
    "a write without key was cut, and the run does not say that nobody knows",
    "outcome",
    (_, run, events) => {
      const writes = events.filter((event) => event.type === "span-start" && event.work.kind === "tool");
      const spans = new Set(writes.map((event) => event.seq));
      const lost = { status: "lost" } as const;
      const cut = events.map((event) =>
        event.type === "span-end" && spans.has(event.span) ? { ...event, outcome: lost } : event,
      );
      store(run, cut);
    },
  ],
  [
    "a write that takes a key was asked for more often than crashes explain",
    "effects",
    ({ effects }, run, events) => {
      const start = callOf(events, "filing");
      const failure = { code: "http-status", message: "It answered 500.", retryable: true };
      const failed = { status: "failed", failure } as const;
      store(run, [...ended(events, start.seq, failed), { ...start, seq: events.length + 1 }]);
      Object.assign(effectOf(effects, "filing"), { times: 2 });
    },
  ],
  [
    "a write that takes a key was cut, and the run says that nobody knows",
    "outcome",
    (_, run, events) => {
      const failure = { code: "outcome-unknown", message: "Look there.", retryable: false };
      const cut = ended(events, callOf(events, "filing").seq, { status: "lost" });
      store(run, runEnded(cut, { status: "unknown", failure }));
    },
  ],
  [
    "a run was set aside over which no runner was lost",
    "outcome",
    ({ poisoned }, run, events) => {
      poisoned.add(run.id);
      store(run, runEnded(events, SET_ASIDE));
    },
  ],
  [
    "a run was set aside that nobody had poisoned",
    "outcome",
    (_, run, events) => store(run, runEnded(lostOver(events, 3), SET_ASIDE)),
  ],
  [
    "a run went on over which one runner after the other was lost",
    "outcome",
    ({ poisoned }, run) => poisoned.add(run.id),
  ],
  [
    "a run ended in a way that nothing explains",
    "outcome",
    (_, run, events) =>
      store(
        run,
        events.map((event) => (event.type === "run-end" ? { ...event, outcome: { status: "lost" } } : event)),
      ),
  ],
];

describe("the checker notices when", () => {
  test.each(canaries)("%s", async (_what, check, break_) => {
    const history = copyOf(good);
    const [run] = history.runs;
    if (!run) throw new Error("the history has no run");
    break_(history, run, eventsOf(run));
    expect(await checksOf(history)).toContain(check);
  });

  test("nobody sees to a run", () => {
    const [run] = good.runs;
    if (!run) throw new Error("the history has no run");
    const standing = (head: Partial<StoredRun["head"]>) =>
      checkStanding({ ...run, head: { ...run.head, ...head } }, 10_000, new Set(["alive"])).length;
    expect(standing({ status: "ended" })).toBe(0);
    expect(standing({ status: "running", owner: "alive", dueAt: 12_000 })).toBe(0);
    expect(standing({ status: "waiting", dueAt: 60_000 })).toBe(0);
    expect(standing({ status: "running", owner: "dead", dueAt: 12_000 })).toBe(1);
    expect(standing({ status: "running", owner: "alive", dueAt: 9_000 })).toBe(1);
    expect(standing({ status: "waiting", dueAt: 1_000 })).toBe(1);
    expect(standing({ status: "waiting", dueAt: null })).toBe(1);
    expect(standing({ status: "queued", dueAt: 1_000 })).toBe(1);
  });
});
