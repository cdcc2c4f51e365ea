import { describe, expect, test } from "vitest";
import { any, failed, first, out, plain, Run } from "./told-run.ts";

describe("ways back", () => {
  const flows = ["in>a", "a>b", "b>out", "b>a<2: results.b.again"];

  test("lead to another round, and the ways out stay open until it is the last", () => {
    const run = new Run([plain("a"), plain("b"), out()], flows);
    run.begin();
    expect(run.ends("a")).toEqual(["b 0"]);
    expect(run.ends("b", { again: true })).toEqual(["a 1"]);
    expect(run.ends("a")).toEqual(["b 1"]);
    expect(run.ends("b", { again: false })).toEqual(["out 0"]);
  });

  test("are used up: the run fails, goes on, or follows the failure", () => {
    const rounds = (run: Run) => {
      run.begin();
      for (let round = 0; round < 2; round++) {
        run.ends("a");
        run.ends("b", { again: true });
      }
      run.ends("a");
      return run.ends("b", { again: true });
    };
    const steps = [plain("a"), plain("b"), out(any)];
    expect(rounds(new Run(steps, flows))).toEqual(["= failed rework-limit"]);
    const goOn = [...flows.slice(0, 3), "b>a<2+: results.b.again"];
    expect(rounds(new Run(steps, goOn))).toEqual(["out 0"]);
    expect(rounds(new Run(steps, [...flows, 'b!>out: failure.code == "rework-limit"']))).toEqual(["out 0"]);
  });

  test("two loops from one branch are over when it leads out of both", () => {
    const flows = [
      "in>sort",
      "sort>which",
      "which>a: results.sort.a",
      "which>b: results.sort.b",
      "which>out",
      "a>which<2: results.a.again",
      "a>out",
      "b>which<2: results.b.again",
      "b>out",
    ];
    const run = new Run([plain("sort"), first("which"), plain("a"), plain("b"), out()], flows);
    run.begin();
    run.ends("sort", { a: false, b: false });
    expect(run.ends("which")).toEqual(["out 0"]);
  });

  test("an inner loop may go round as often again in every round of the outer one", () => {
    const nested = ["in>t", "t>a", "a>a<1: results.a.again", "a>b", "b>t<1: results.b.again", "b>out"];
    const run = new Run([plain("t"), plain("a"), plain("b"), out()], nested);
    run.begin();
    for (const round of [0, 1]) {
      expect(run.ends("t")).toEqual([`a ${2 * round}`]);
      expect(run.ends("a", { again: true })).toEqual([`a ${2 * round + 1}`]);
      expect(run.ends("a", { again: false })).toEqual([`b ${round}`]);
      expect(run.ends("b", { again: round === 0 })).toEqual([round === 0 ? "t 1" : "out 0"]);
    }
  });

  test("an exit from the middle that is not taken stays open while the loop may go on", () => {
    const steps = [plain("a"), first("br"), plain("b"), out()];
    const run = new Run(steps, ["in>a", "a>br", "br>out: results.a.done", "br>b", "b>a<3"]);
    run.begin();
    run.ends("a", { done: false });
    expect(run.ends("br")).toEqual(["b 0"]);
    expect(run.ends("b")).toEqual(["a 1"]);
    run.ends("a", { done: true });
    expect(run.ends("br")).toEqual(["out 0"]);
    expect(run.ends("out")).toEqual(["= ok"]);
  });

  test("two that lead from one branch to one step have their bounds together", () => {
    const steps = [plain("a"), first("br"), out()];
    const run = new Run(steps, [
      "in>a",
      "a>br",
      "br>a<1: results.a.tone",
      "br>a<1: results.a.facts",
      "br>out",
    ]);
    run.begin();
    run.ends("a", { tone: true, facts: false });
    expect(run.ends("br")).toEqual(["a 1"]);
    run.ends("a", { tone: false, facts: true });
    expect(run.ends("br")).toEqual(["a 2"]);
    run.ends("a", { tone: true, facts: false });
    expect(run.ends("br")).toEqual(["= failed rework-limit"]);
  });

  test("a failure may be reworked", () => {
    const run = new Run([plain("a"), plain("b"), out()], ["in>a", "a>b", "b>out", "b!>a<1"]);
    run.begin();
    run.ends("a");
    expect(run.ends("b", failed())).toEqual(["a 1"]);
    run.ends("a");
    expect(run.ends("b", failed())).toEqual(["= failed rework-limit"]);
  });
});
