import { afterAll, beforeAll, expect, test } from "vitest";
import type { ToolResult } from "../../../engine/ports.ts";
import { foldAll } from "../../../trace/fold.ts";
import { OrderException, type Weather } from "./template-run.ts";

let template: OrderException;
beforeAll(() => {
  template = new OrderException();
});
afterAll(() => template.close());

const failed = (code: string, message: string): ToolResult => ({
  status: "failed",
  failure: { code, message, retryable: true },
});
const OFFLINE = failed("connection-offline", "It is offline.");
const LATE = failed("timeout", "Expected an answer within 5 s.");
const WITHIN_MS = 30_000;

/** It can't be reached, doesn't answer within its time-out, or has none and never answers. */
type Fault = "offline" | "hangs" | "goes on";

/** What fails, by the reference name of the tool's step: at once, or only when its time is over. */
const without =
  (faults: Record<string, Fault>): NonNullable<Weather["tool"]> =>
  ({ path }, wait) => {
    const fault = faults[path.at(-1)?.step ?? ""];
    if (fault === "hangs") return wait(5_000).then(() => LATE);
    if (fault === "goes on") return wait(60_000).then(() => ({ status: "cancelled" }));
    return fault ? Promise.resolve(OFFLINE) : null;
  };

/** A run of a late order, each model call taking 1.5 s: its answer, how long it took, and which tools were called. */
async function runWithout(faults: Record<string, Fault>) {
  const { events, answer, performed } = await template.run([], template.plan, {
    modelMs: 1_500,
    tool: without(faults),
  });
  const trace = foldAll("run-1", events);
  const [first, last] = [events[0], events.at(-1)];
  const desk = [...trace.spans.values()].find(({ step, kind }) => step === "desk" && kind === "step");
  const mails = performed.filter(({ tool }) => tool.type === "email").map(({ path }) => path.at(-1)?.step);
  return {
    answer: String(answer),
    state: trace.state,
    ms: (last?.at ?? 0) - (first?.at ?? 0),
    deskAfterMs: (desk?.startedAt ?? 0) - (first?.at ?? 0),
    written: performed.filter(({ tool }) => tool.type === "sql-write").map(({ arguments: given }) => given),
    mails,
    performed,
  };
}

test("the three systems are read at once, before any model is asked, and dispatch is left in peace", async () => {
  const { answer, state, ms, mails, written, performed } = await runWithout({});
  expect(state).toBe("ok");
  expect(performed.slice(0, 3).map(({ name }) => name)).toEqual(["ERP order", "WMS stock", "TMS shipment"]);
  expect(answer).toContain("Rule: Late for an important customer");
  expect(answer).not.toContain("Dispatch");
  expect(written).toMatchObject([{ action: "expedite" }]);
  expect(mails).toEqual(["mail"]);
  expect(ms).toBeLessThan(WITHIN_MS);
});

test.each<Fault>(["offline", "hangs"])(
  "a carrier's system that %s: dispatch is asked, a person decides, and the answer says both",
  async (fault) => {
    const { answer, state, ms, mails, written, performed } = await runWithout({ tms: fault });
    expect(state).toBe("ok");
    expect(mails).toEqual(["dispatch", "mail"]);
    expect(performed.find(({ path }) => path.at(-1)?.step === "dispatch")?.arguments).toEqual({
      orderId: "SO-10412",
      reason: fault === "offline" ? "It is offline." : "Expected an answer within 5 s.",
    });
    expect(answer).toContain("Rule: A system could not be read");
    expect(answer).toContain("TMS could not be read, so nothing is decided by rule.");
    expect(answer).toContain("Dispatch was asked by mail to look the shipment up");
    expect(written).toMatchObject([
      { action: "review", note: expect.stringContaining("Dispatch was asked") },
    ]);
    expect(ms).toBeLessThan(WITHIN_MS);
  },
);

test.each<[string, Record<string, Fault>, string]>([
  ["the ERP hangs", { erp: "hangs" }, "ERP could not be read"],
  ["the WMS is offline", { wms: "offline" }, "WMS could not be read"],
  ["all of them hang", { erp: "hangs", wms: "hangs", tms: "hangs" }, "ERP, WMS, TMS could not be read"],
  ["dispatch can't be asked, either", { tms: "offline", dispatch: "offline" }, "TMS could not be read"],
  [
    "nothing can be read or sent",
    { erp: "hangs", wms: "hangs", tms: "hangs", dispatch: "offline", mail: "offline" },
    "ERP, WMS, TMS could not be read",
  ],
])("%s: the run goes on with what there is, within its time", async (_, faults, says) => {
  const { answer, state, ms } = await runWithout(faults);
  expect(state).toBe("ok");
  expect(answer).toContain(says);
  expect(answer).not.toContain("not available");
  expect(ms).toBeLessThan(WITHIN_MS);
});

test("the desk begins 8 s after the run at the latest, whatever is still being read", async () => {
  const { answer, state, deskAfterMs, ms } = await runWithout({ wms: "goes on" });
  expect(state).toBe("ok");
  expect(deskAfterMs).toBeGreaterThanOrEqual(8_000);
  expect(deskAfterMs).toBeLessThan(8_100);
  expect(answer).toContain("WMS could not be read");
  expect(ms).toBeLessThan(WITHIN_MS);
});

test("a mail that can't be sent doesn't undo what was written, and the answer says so, and why", async () => {
  const { answer, state, written, mails } = await runWithout({ mail: "offline" });
  expect(state).toBe("ok");
  expect(written).toMatchObject([{ action: "expedite" }]);
  expect(mails.length).toBeGreaterThan(0);
  expect(answer).toContain("ERP: Wrote “expedite” to order SO-10412 in the ERP.");
  expect(answer).toMatch(/Mail: Not sent to .*: It is offline\./);
});

test("an update that can't be written is told as not written, and why; the mail goes out", async () => {
  const { answer, state } = await runWithout({ update: "offline" });
  expect(state).toBe("ok");
  expect(answer).toContain("ERP: Not written: It is offline.");
  expect(answer).toContain("Mail: Wrote to");
});
