import { describe, expect, test } from "vitest";
import type { DrawnStep } from "./drawn-plan.ts";
import type { WorkEnd } from "./facts.ts";
import { any, failed, first, out, plain, Run } from "./told-run.ts";

describe("joins", () => {
  const fork = ["in>a", "in>b", "a>out", "b>out"];

  test("all: it begins when the last flow has come", () => {
    const run = new Run([plain("a"), plain("b"), out()], fork);
    expect(run.begin()).toEqual(["a 0", "b 0"]);
    expect(run.ends("b")).toEqual([]);
    expect(run.ends("a")).toEqual(["out 0"]);
    expect(run.ends("out")).toEqual(["= ok"]);
  });

  test("any: it begins with the first, and the other is cancelled", () => {
    const run = new Run([plain("a"), plain("b"), out(any)], fork);
    run.begin();
    expect(run.ends("b")).toEqual(["out 0", "-a 0"]);
    expect(run.ends("out")).toEqual([]);
    expect(run.ends("a")).toEqual(["= ok"]);
  });

  test("n of: two of three", () => {
    const join = { needs: 2, withinMs: null };
    const flows = ["a", "b", "c"].flatMap((id) => [`in>${id}`, `${id}>out`]);
    const run = new Run([plain("a"), plain("b"), plain("c"), out({ join })], flows);
    run.begin();
    expect(run.ends("c")).toEqual([]);
    expect(run.ends("a")).toEqual(["out 0", "-b 0"]);
  });

  test("n of: dead when too few can come", () => {
    const join = { needs: 2, withinMs: null };
    const flows = ["in>a", "in>b", "a>out: false", "b>out"];
    const run = new Run([plain("a"), plain("b"), out({ join })], flows);
    run.begin();
    run.ends("b");
    expect(run.ends("a")).toEqual(["= failed no-answer"]);
  });

  test("within a time: what has come is enough", () => {
    const join = { needs: "all" as const, withinMs: 500 };
    const run = new Run([plain("a"), plain("b"), out({ join })], fork);
    run.begin();
    run.ends("a");
    expect(() => run.later("out", 499)).toThrow("is over at");
    expect(run.later("out", 1)).toEqual(["out 0", "-b 0"]);
  });

  test("a loser with nothing to wait for ends before another step begins", () => {
    const steps = [plain("a"), out(any), plain("b"), { id: "other", kind: "output" as const, ...any }];
    const flows = ["in>a", "a>out", "in>out", "in>b", "a!>b", "b>other", "in>other"];
    const begun = (atOnce: string[]) => new Run(steps, flows, atOnce).begin();
    expect(begun([])).toEqual(["a 0", "out 0", "-a 0", "other 0"]);
    expect(begun(["a"])).toEqual(["a 0", "out 0", "-a 0", "b 0", "other 0", "-b 0"]);
  });

  test("a loser that is needed elsewhere goes on", () => {
    const run = new Run(
      [plain("a"), plain("b"), out(any), { id: "other", kind: "output" }],
      [...fork, "b>other"],
    );
    run.begin();
    expect(run.ends("a")).toEqual(["out 0"]);
    run.ends("out");
    expect(run.ends("b")).toEqual(["other 0"]);
    expect(run.ends("other")).toEqual(["= ok"]);
  });

  test("what would follow on a loser is not begun either", () => {
    const run = new Run(
      [plain("a"), plain("b"), plain("c"), out(any)],
      ["in>a", "in>b", "b>c", "a>out", "c>out"],
    );
    run.begin();
    expect(run.ends("a")).toEqual(["out 0", "-b 0"]);
    expect(run.ends("b")).toEqual([]);
    expect(run.ends("out")).toEqual(["= ok"]);
  });
});

describe("conditions", () => {
  test("a dead path is passed on to the join behind it", () => {
    const flows = ["in>a", "in>b", "a>c: results.a.on", "c>out", "b>out"];
    const run = new Run([plain("a"), plain("b"), plain("c"), out()], flows);
    run.begin();
    run.ends("b");
    expect(run.ends("a", { on: false })).toEqual(["out 0"]);
  });

  test("first: the first case that holds, or else the else", () => {
    const steps = [first("br"), plain("a"), plain("b"), plain("c"), out()];
    const flows = ["in>br", "br>a: input.one", "br>c", "br>b: true", "a>out", "b>out", "c>out"];
    const run = new Run(steps, [...flows.slice(0, 1), "br>a: false", ...flows.slice(2)]);
    expect(run.begin()).toEqual(["br 0"]);
    expect(run.ends("br")).toEqual(["b 0"]);
    const other = new Run(steps, ["in>br", "br>a: false", "br>c", "br>b: false", ...flows.slice(4)]);
    other.begin();
    expect(other.ends("br")).toEqual(["c 0"]);
  });

  test("every: each case that holds, and the else where none does", () => {
    const steps: DrawnStep[] = [{ id: "br", kind: "every" }, plain("a"), plain("b"), plain("c"), out()];
    const tail = ["a>out", "b>out", "c>out"];
    const run = new Run(steps, ["in>br", "br>a: true", "br>c", "br>b: true", ...tail]);
    run.begin();
    expect(run.ends("br")).toEqual(["a 0", "b 0"]);
    const other = new Run(steps, ["in>br", "br>a: false", "br>c", "br>b: false", ...tail]);
    other.begin();
    expect(other.ends("br")).toEqual(["c 0"]);
  });

  test("one that has no value stops the run", () => {
    const run = new Run([plain("a"), out()], ["in>a", "a>out: results.a.nothing"]);
    run.begin();
    expect(run.ends("a")).toEqual(["= failed condition-failed"]);
  });

  test("a branch that leads nowhere ends in no answer", () => {
    const run = new Run([first("br"), out()], ["in>br", "br>out: false"]);
    run.begin();
    expect(run.ends("br")).toEqual(["= failed no-answer"]);
  });
});

describe("failures", () => {
  test("stop the run, and what is open is cancelled", () => {
    const run = new Run([plain("a"), plain("b"), out()], ["in>a", "in>b", "a>out", "b>out"]);
    run.begin();
    expect(run.ends("a", failed())).toEqual(["-b 0"]);
    expect(run.ends("b")).toEqual(["= failed broken"]);
  });

  test("are followed where a flow is there for them, with its condition", () => {
    const steps = [plain("a"), plain("b"), plain("c"), out()];
    const flows = [
      "in>a",
      "a>out",
      'a!>b: failure.code == "offline"',
      "a!>c: failure.code != 'offline'",
      "b>out",
      "c>out",
    ];
    const run = new Run(steps, flows);
    run.begin();
    expect(run.ends("a", failed("offline"))).toEqual(["b 0"]);
    expect(run.ends("b")).toEqual(["out 0"]);
    const well = new Run(steps, flows);
    well.begin();
    expect(well.ends("a")).toEqual(["out 0"]);
  });

  test("may be left out, or replaced by a result", () => {
    const fork = ["in>a", "in>b", "a>out", "b>out"];
    const run = new Run([plain("a", { onFailure: { do: "leave-out" } }), plain("b"), out()], fork);
    run.begin();
    expect(run.ends("a", failed())).toEqual([]);
    expect(run.ends("b")).toEqual(["out 0"]);
    const instead = new Run(
      [plain("a", { onFailure: { do: "result", result: { on: true } } }), out()],
      ["in>a", "a>out: results.a.on"],
    );
    instead.begin();
    expect(instead.ends("a", failed())).toEqual(["out 0"]);
  });

  test("an unknown effect ends the run unknown unless a flow takes care of it", () => {
    const unknown: WorkEnd = { status: "unknown", failure: { code: "outcome-unknown", message: "" } };
    const run = new Run([plain("a", { onFailure: { do: "leave-out" } }), out()], ["in>a", "a>out"]);
    run.begin();
    expect(run.ends("a", unknown)).toEqual(["= unknown outcome-unknown"]);
    const cared = new Run([plain("a"), out(any)], ["in>a", "a>out", "a!>out"]);
    cared.begin();
    expect(cared.ends("a", unknown)).toEqual(["out 0"]);
    expect(cared.ends("out")).toEqual(["= ok"]);
  });

  test("a loser of which nobody knows makes the run unknown", () => {
    const run = new Run([plain("a"), plain("b"), out(any)], ["in>a", "in>b", "a>out", "b>out"]);
    run.begin();
    run.ends("a");
    run.ends("out");
    expect(run.ends("b", { status: "unknown", failure: { code: "outcome-unknown", message: "" } })).toEqual([
      "= unknown outcome-unknown",
    ]);
  });
});
