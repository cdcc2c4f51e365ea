import { expect, test } from "vitest";
import { rememberStart } from "./remember-start.ts";
import type { RunSetup } from "./run-props.ts";
import { createRunSession } from "./run-session.ts";

function memory(): Storage {
  const kept = new Map<string, string>();
  return {
    length: 0,
    clear: () => kept.clear(),
    key: () => null,
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  };
}

const refused = async () => ({ ok: false, code: "INVALID", message: "no" }) as const;
const session = (realModel: RunSetup["realModel"]) =>
  createRunSession(
    { start: refused, cancel: refused, runsUrl: "", realModel, judged: null, firstRun: true, shown: null },
    () => {},
  );
const ready = { ready: true, name: "Ours" } as const;
const draft = { orderId: "SO-1" };

test("after a reload a run starts as it did before, with what was typed", () => {
  const storage = memory();
  const first = session(ready);
  const stop = rememberStart(first, "w", () => storage);
  first.getState().setMode("real");
  first.getState().setInstant(true);
  first.getState().setPriority("low");
  first.getState().setDraft(draft);
  stop();
  const again = session(ready);
  rememberStart(again, "w", () => storage);
  expect(again.getState()).toMatchObject({ mode: "real", instant: true, priority: "low", draft });
  const other = session(ready);
  rememberStart(other, "another workflow", () => storage);
  expect(other.getState()).toMatchObject({ mode: "simulated", draft: null });
  const unready = session({ ready: false, reason: "none" });
  rememberStart(unready, "w", () => storage);
  expect(unready.getState()).toMatchObject({ mode: "simulated", draft });
});

test("what can't be read, or a closed storage, is as nothing", () => {
  const storage = memory();
  storage.setItem("run.start.w", '{"mode":"wrong"}');
  const one = session(ready);
  rememberStart(one, "w", () => storage);
  const closed = session(ready);
  rememberStart(closed, "w", () => {
    throw new Error("closed");
  });
  closed.getState().setDraft(draft);
  for (const { mode } of [one.getState(), closed.getState()]) expect(mode).toBe("simulated");
});
