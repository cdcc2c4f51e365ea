import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { GraphEdit } from "@/lib/graph/graph-edit.ts";
import { MAX_SLICE_EDITS, MAX_SLICE_LENGTH, type SentEdit } from "@/lib/views/workflow-edits.ts";
import { createSaveQueue, type SaveState } from "./save-queue.ts";
import type { SaveEdits } from "./workflow-props.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

type Answer = Awaited<ReturnType<SaveEdits>>;

/** A queue whose requests the test answers, by value or by an error, one after another. */
function queue() {
  const requests: SentEdit[][] = [];
  const states: SaveState[] = [];
  const answers: ((answer: Answer | Error) => void)[] = [];
  const made = createSaveQueue({
    seq: () => 7,
    saveEdits: (_baseSeq, edits) =>
      new Promise((resolve, reject) => {
        requests.push(edits);
        answers.push((answer) => (answer instanceof Error ? reject(answer) : resolve(answer)));
      }),
    onState: (state) => states.push(state),
    onAnswer: () => {},
  });
  const answer = async (given: Answer | Error = { ok: true, seq: 8, edits: [] }) => {
    answers.shift()?.(given);
    await vi.advanceTimersByTimeAsync(0);
  };
  return { queue: made, requests, answer, state: () => states.at(-1) };
}

let number = 0;
function sent(value: string): SentEdit {
  const edit: GraphEdit = { type: "node-change", id: "a", path: ["description"], value };
  const id = `e${++number}`;
  return { id, edit, page: "p", base: 7, step: id };
}
const values = (edits: SentEdit[] = []) => edits.map(({ edit }) => ("value" in edit ? edit.value : null));
const lostAnswer = new TypeError("fetch failed");

test("typing goes on in an edit that waits, and in none that was ever sent", async () => {
  const { queue: it, requests, answer } = queue();
  it.add([sent("H")], "a/description");
  it.add([sent("He")], "a/description");
  await vi.advanceTimersByTimeAsync(400);
  expect(requests.map(values)).toEqual([["He"]]);
  it.add([sent("Hel")], "a/description");
  await answer(lostAnswer);
  it.add([sent("Hell")], "a/description");
  await vi.advanceTimersByTimeAsync(1_000);
  expect(requests.slice(1).map(values)).toEqual([["He", "Hell"]]);
  expect(requests[1]?.[0]).toEqual(requests[0]?.[0]);
});

test("another field, and the same field after something else, begin another edit", () => {
  const { queue: it } = queue();
  it.add([sent("a")], "one");
  it.add([sent("b")], "two");
  it.add([sent("c")], "one");
  it.add([sent("d"), sent("e")]);
  it.add([sent("f")], "one");
  expect(values(it.unsaved())).toEqual(["a", "b", "c", "d", "e", "f"]);
});

test.each([
  ["an answer that was lost", lostAnswer],
  ["a database that is away", { ok: false, code: "UNAVAILABLE", message: "away", fields: {} }],
  ["a fault on the server's side", { ok: false, code: "INTERNAL", message: "oh", fields: {} }],
] as const)("%s is tried again for ever, less and less often, and said", async (_what, failure) => {
  const { queue: it, requests, answer, state } = queue();
  it.add([sent("a")]);
  await vi.advanceTimersByTimeAsync(0);
  for (const pause of [1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000]) {
    const before = requests.length;
    await answer(failure);
    expect(state()?.state).toBe("retrying");
    await vi.advanceTimersByTimeAsync(pause - 1);
    expect(requests).toHaveLength(before);
    await vi.advanceTimersByTimeAsync(1);
    expect(requests).toHaveLength(before + 1);
  }
  await answer();
  expect(state()).toEqual({ state: "saved" });
  expect(it.unsaved()).toEqual([]);
});

test("what was understood and refused waits for the person, with its text", async () => {
  const { queue: it, requests, answer, state } = queue();
  it.add([sent("mine")]);
  await vi.advanceTimersByTimeAsync(0);
  await answer({ ok: false, code: "UNAUTHENTICATED", message: "Sign in.", fields: {} });
  expect(state()).toEqual({ state: "refused", message: "Sign in." });
  await vi.advanceTimersByTimeAsync(3_600_000);
  expect(requests).toHaveLength(1);
  expect(values(it.unsaved())).toEqual(["mine"]);
  const flushed = it.flush();
  await answer();
  expect(await flushed).toBe(true);
});

test("many edits go in slices, in order, and a long one alone", async () => {
  const { queue: it, requests, answer } = queue();
  const long = "x".repeat(MAX_SLICE_LENGTH + 1);
  it.add([...Array.from({ length: MAX_SLICE_EDITS + 1 }, () => sent("s")), sent(long), sent("last")]);
  await vi.advanceTimersByTimeAsync(0);
  while (it.unsaved().length > 0) await answer();
  expect(requests.map((edits) => edits.length)).toEqual([MAX_SLICE_EDITS, 1, 1, 1]);
  expect(values(requests[2])).toEqual([long]);
});

test("six agents with instructions of 200,000 characters go in three requests", async () => {
  const { queue: it, requests, answer, state } = queue();
  it.add(Array.from({ length: 6 }, () => sent("i".repeat(200_000))));
  await vi.advanceTimersByTimeAsync(0);
  while (it.unsaved().length > 0) await answer();
  expect(requests.map((edits) => edits.length)).toEqual([2, 2, 2]);
  expect(state()).toEqual({ state: "saved" });
});

test("what the stream has shown to be stored is not sent again, and a late failure says nothing", async () => {
  const { queue: it, requests, answer, state } = queue();
  it.add([sent("a")]);
  await vi.advanceTimersByTimeAsync(0);
  it.drop(new Set(it.unsaved().map(({ id }) => id)));
  await answer(lostAnswer);
  expect(state()).toEqual({ state: "saved" });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(requests).toHaveLength(1);
});
