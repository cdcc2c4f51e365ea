import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { toldOnce } from "./told-once.ts";

const WORK = "Looking for free room";
beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(console, "error").mockImplementation(() => {});
  vi.spyOn(console, "warn").mockImplementation(() => {});
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});
const said = () => vi.mocked(console.error).mock.calls.map(([line]) => line);

test("the same trouble is told once, whatever comes between, and another one is told", () => {
  const told = toldOnce();
  for (const words of ["gone", "gone", "refused", "gone", "refused"]) told.trouble(WORK, new Error(words));
  expect(said()).toEqual([`${WORK} failed: gone`, `${WORK} failed: refused`]);
});

test("works are told apart", () => {
  const told = toldOnce();
  told.trouble(WORK, "gone");
  told.trouble("Tidying", "gone");
  expect(said()).toHaveLength(2);
});

test("the end of trouble is told once, and after it the same trouble again", () => {
  const told = toldOnce();
  told.fine(WORK);
  told.trouble(WORK, new Error("gone"));
  told.fine(WORK);
  told.fine(WORK);
  expect(vi.mocked(console.warn).mock.calls).toEqual([[`${WORK} works again.`]]);
  told.trouble(WORK, new Error("gone"));
  expect(said()).toHaveLength(2);
});

test("trouble of work that never says that it is fine is over when it has been quiet", () => {
  const told = toldOnce({ quietMs: 1_000 });
  for (let second = 0; second < 5; second++) {
    told.trouble(WORK, new Error("gone"));
    vi.advanceTimersByTime(900);
  }
  expect(said()).toHaveLength(1);
  vi.advanceTimersByTime(1_000);
  told.trouble(WORK, new Error("gone"));
  expect(said()).toHaveLength(2);
});
