import { beforeEach, expect, test } from "vitest";
import { rememberSetup } from "./remembered-setup.ts";
import type { RunSetupProps } from "./run-props.ts";
import { createRunSession, draftOf } from "./run-session.ts";

beforeEach(() => {
  localStorage.clear();
});

function open(
  workflowId: string,
  realModel: RunSetupProps["realModel"] = { ready: true, name: "gpt-5-mini" },
) {
  const setup: RunSetupProps = {
    start: async () => ({ ok: false, code: "X", message: "no", fields: {} }),
    cancel: async () => ({ ok: true }),
    ...{ runsUrl: "/api/runs", realModel, judged: null, firstRun: false, shown: null },
  };
  const session = createRunSession(setup, () => {});
  const forget = rememberSetup(session, workflowId);
  return { state: () => session.getState(), forget };
}

test("a workflow that is opened again has the mode and the input of before, and another has its own", () => {
  const first = open("w1");
  first.state().setMode("real");
  first.state().setDraft({ orderId: "SO-1" });
  first.state().setPriority("high");
  first.forget();
  expect(open("w1").state()).toMatchObject({ mode: "real", draft: { orderId: "SO-1" }, priority: "high" });
  expect(open("w2").state()).toMatchObject({ mode: "simulated", draft: null, priority: "normal" });
});

test("where no model is connected any more the mode is simulated, and the input is there", () => {
  const first = open("w1");
  first.state().setMode("real");
  first.state().setDraft({ orderId: "SO-1" });
  const again = open("w1", { ready: false, reason: "No model is connected." });
  expect(again.state()).toMatchObject({ mode: "simulated", draft: { orderId: "SO-1" } });
});

test("of a very long input the rest is remembered, and what is stored by nobody's hand is passed over", () => {
  const first = open("w1");
  first.state().setInstant(true);
  first.state().setDraft({ text: "x".repeat(300_000) });
  expect(open("w1").state()).toMatchObject({ instant: true, draft: null });
  localStorage.setItem("tutti.run.w1", '{"mode":"sideways"}');
  expect(open("w1").state()).toMatchObject({ mode: "simulated", draft: null });
});

test("a field that the form has no more is left out of what was remembered", () => {
  const schema = {
    type: "object" as const,
    properties: { orderId: { type: "string" as const } },
    required: [],
  };
  const draft = { orderId: "SO-1", gone: true };
  expect(draftOf({ draft, shown: null }, schema)).toEqual({ orderId: "SO-1" });
});
