import { expect, test } from "vitest";
import { decisionWords, joined, type PlanWords, whyStopped } from "./decision-words.ts";
import { orderRun } from "./fixtures/order-run.ts";
import { runBuilder } from "./fixtures/run-builder.ts";
import { foldAll } from "./fold.ts";

const offered = [
  { name: "data_retrieval", leadsTo: "Data retrieval", needs: [] },
  { name: "decision", leadsTo: "Decision", needs: ["data_retrieval"] },
  { name: "action", leadsTo: "Action", needs: ["decision"] },
  { name: "notification", leadsTo: "Notification", needs: ["decision"] },
];
const plan: PlanWords = {
  calls: () => offered,
  isSupervisor: () => true,
  model: (_span, choice) => ["small", "large"][choice] ?? "",
  accepts: () => ({ when: "output.ok", most: 2 }),
  flow: (_span, edge) => ({ to: edge.toUpperCase(), isBack: edge.startsWith("back"), when: null }),
};

/** The sentences of all decisions of a log. */
function sentences(run: ReturnType<typeof runBuilder>): string[] {
  const trace = foldAll(run.runId, run.events);
  return trace.decisions.map((made) => decisionWords(trace, made, plan).sentence);
}

test("a supervisor's choices say who was asked, what had come back, and who waits", () => {
  expect(sentences(orderRun("ok"))).toEqual([
    "Asked Data retrieval: Decision needs what comes of it.",
    "Asked Decision: Data retrieval had come back; Action and Notification need what comes of it.",
    "Asked Action and Notification together, as none needs another's result: Decision had come back.",
    "Finished with what came of Decision, Action and Notification: decision, update and mail are done",
  ]);
});

test("a retry says which attempt comes next and when", () => {
  expect(sentences(orderRun("retry"))[1]).toBe(
    "turn 1 failed (rate-limited); trying again in 2.0 s, attempt 2 of 3.",
  );
});

test("flows, models, limits and stops are worded from ids and codes", () => {
  const run = runBuilder();
  run.start({});
  const span = run.step("write", "Write", { flow: "e1" }, {});
  const failure = { code: "deadline", message: "Too late.", retryable: false };
  const outcome = { status: "failed" as const, failure };
  run.decide({ what: "pass", span, live: ["a", "b"], dead: ["c"] });
  run.decide({ what: "pass", span, live: ["back-1"], dead: [] });
  run.decide({ what: "pass", span, live: ["a"], dead: [], usedUp: ["back-1"] });
  run.decide({ what: "pass", span, live: [], dead: ["a"] });
  run.decide({ what: "fallback", span, code: "rate-limited", from: 0, to: 1, attempts: 3, attemptsOf: 3 });
  run.decide({ what: "fallback", span, code: "cost-limit", from: 0, to: 1, attempts: 0, attemptsOf: 3 });
  run.decide({ what: "deadline", span, ms: 30_000, ending: { outcome, references: null } });
  run.decide({ what: "cancel", span, code: "not-needed" });
  run.decide({ what: "stop", code: "step-failed", outcome, failedSpan: span });
  expect(sentences(run)).toEqual([
    "Goes on to A and B, not to C.",
    "Goes back to BACK-1.",
    "Goes on to A. It may not go back to BACK-1 again.",
    "Goes on to nothing, not to A.",
    "small failed (rate-limited) after 3 of 3 attempts; going on with large.",
    "A limit left no room for small (cost-limit); going on with large.",
    "Its 30 s were over.",
    "Nothing waited for it any more.",
    "Write failed, so the run stopped.",
  ]);
});

test("decisions of earlier logs keep the words in which they were made", () => {
  const run = runBuilder();
  run.start({});
  const span = run.step("desk", "Desk", { flow: "e1" }, {});
  const old = { what: "told", was: "route", span, dueAt: null, ending: null } as const;
  run.decide({ ...old, chosen: ["data"], among: [], because: "The facts come first." });
  run.decide({ ...old, chosen: ["data"], among: ["data", "mail", "finish"], because: "" });
  run.decide({ ...old, chosen: [], among: [], because: "" });
  expect(sentences(run)).toEqual([
    "The facts come first.",
    "Who is next: data, not mail or finish.",
    "Who is next.",
  ]);
});

test("why a call was stopped is told by what ended the visit around it, or the run", () => {
  const run = runBuilder();
  run.start({});
  const visit = run.step("write", "Write", { flow: "e1" }, {});
  const call = run.model(visit, "write");
  run.decide({ what: "cancel", span: visit, code: "not-needed" });
  run.add({ type: "span-cancel", span: call });
  const trace = foldAll(run.runId, run.events);
  const of = (id: number) => {
    const span = trace.spans.get(id);
    return span && whyStopped(trace, span, plan);
  };
  expect(of(call)).toBe("Nothing waited for it any more.");
  expect(of(visit)).toBeNull();
});

test("names join as in a sentence, once each, and long lists are cut", () => {
  expect(joined([])).toBe("");
  expect(joined(["a", "a"])).toBe("a");
  expect(joined(["a", "b", "c"])).toBe("a, b and c");
  expect(joined(["a", "b", "c", "d", "e"])).toBe("a, b, c and 2 more");
});
