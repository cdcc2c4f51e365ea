import { expect, test } from "vitest";
import { previewOf } from "@/lib/run/value.ts";
import { orderRun } from "@/lib/trace/fixtures/order-run.ts";
import { foldAll } from "@/lib/trace/fold.ts";
import { createLiveRun } from "./live-run.ts";
import { testBrowser } from "./test-browser.ts";

function followed(run = orderRun()) {
  const browser = testBrowser();
  const live = createLiveRun({
    runId: run.runId,
    url: "/api/runs/run-1/events",
    platform: browser.platform,
    schedule: (action) => action(),
    clock: () => run.now(),
  });
  const stop = live.follow();
  return { run, browser, live, stop };
}

test("events of the stream are folded as they come, and each change is told", () => {
  const { run, browser, live } = followed();
  let told = 0;
  live.subscribe(() => {
    told += 1;
  });
  for (const event of run.events.slice(0, 20)) browser.event(event);
  expect(told).toBe(20);
  expect(live.trace()).toEqual(foldAll(run.runId, run.events.slice(0, 20)));
});

test("the stream is closed after the run's last event", () => {
  const { run, browser, live } = followed();
  for (const event of run.events) browser.event(event);
  expect(live.trace().state).toBe("ok");
  expect(live.connection()).toBe("closed");
  expect(browser.open()).toHaveLength(0);
});

test("a gap is not folded across: the stream is taken up again behind the last known event", () => {
  const { run, browser, live } = followed();
  const [first, second, third, fourth] = run.events;
  browser.event(first);
  browser.event(second);
  browser.event(fourth);
  expect(live.trace().lastSeq).toBe(2);
  expect(live.connection()).toBe("reconnecting");
  browser.nextTimer();
  expect(browser.opened.at(-1)?.url).toBe("/api/runs/run-1/events?after=2");
  expect(browser.open()).toHaveLength(1);
  for (const event of [third, fourth]) browser.event(event);
  expect(live.trace()).toEqual(foldAll(run.runId, run.events.slice(0, 4)));
});

test("after an error the stream is tried again with growing pauses, until an event comes", () => {
  const { run, browser } = followed();
  browser.fail();
  expect(browser.nextTimer()).toBe(500);
  browser.fail();
  expect(browser.nextTimer()).toBe(1_000);
  browser.event(run.events[0]);
  browser.fail();
  expect(browser.nextTimer()).toBe(500);
  expect(browser.opened.at(-1)?.url).toContain("?after=1");
});

test("events that come twice change nothing", () => {
  const { run, browser, live } = followed();
  for (const event of run.events.slice(0, 10)) browser.event(event);
  for (const event of run.events.slice(4, 12)) browser.event(event);
  expect(live.trace()).toEqual(foldAll(run.runId, run.events.slice(0, 12)));
});

test("live text grows by its offsets, and a late viewer gets the text so far", () => {
  const { browser, live } = followed();
  browser.text({ span: 9, offset: 0, text: "The order" });
  browser.text({ span: 9, offset: 9, text: " is late" });
  browser.text({ span: 9, offset: 0, text: "The order is late, " });
  browser.text({ span: 9, offset: 4, text: "order" });
  expect(live.textOf(9)).toBe("The order is late, ");
  browser.text({ span: 9, offset: 40, text: "lost" });
  expect(live.textOf(9)).toBe("The order is late, ");
  expect(live.connection()).toBe("reconnecting");
});

test("a hidden tab holds no stream, looks in now and then, and is live again at once when shown", () => {
  const { run, browser, live } = followed();
  browser.event(run.events[0]);
  browser.hide(true);
  expect(browser.open()).toHaveLength(0);
  expect(live.connection()).toBe("asleep");
  expect(browser.nextTimer()).toBe(5_000);
  expect(browser.open()).toHaveLength(1);
  expect(browser.nextTimer()).toBe(1_000);
  expect(browser.open()).toHaveLength(0);
  browser.hide(false);
  expect(browser.open()).toHaveLength(1);
  expect(browser.opened.at(-1)?.url).toContain("?after=1");
});

test("a tab that finds no seat takes turns, and keeps the seat that gets free", () => {
  const browser = testBrowser();
  browser.seats(0);
  const run = orderRun();
  const live = createLiveRun({
    runId: run.runId,
    url: "/events",
    platform: browser.platform,
    schedule: (action) => action(),
  });
  live.follow();
  expect(browser.open()).toHaveLength(1);
  browser.event(run.events[0]);
  expect(browser.nextTimer()).toBe(1_000);
  expect(browser.open()).toHaveLength(0);
  browser.seats(1);
  expect(browser.nextTimer()).toBe(1_000);
  expect(browser.opened.at(-1)?.url).toBe("/events?after=1");
  // The time after which it asks whether the server is still there: it stays.
  expect(browser.nextTimer()).toBe(20_000);
});

test("a stream on which nothing is heard any more is taken up again; one that is merely quiet stays", () => {
  const { run, browser, live } = followed();
  browser.event(run.events[0]);
  expect(browser.nextTimer()).toBe(20_000);
  browser.say("beat");
  expect(browser.nextTimer()).toBe(20_000);
  expect(browser.opened).toHaveLength(1);
  expect(browser.nextTimer()).toBe(20_000);
  expect(live.connection()).toBe("reconnecting");
  expect(browser.nextTimer()).toBe(500);
  expect(browser.opened.at(-1)?.url).toContain("?after=1");
});

test("when the network is back the stream is taken up at once", () => {
  const { run, browser } = followed();
  browser.event(run.events[0]);
  browser.fail();
  browser.isOnlineAgain();
  expect(browser.open()).toHaveLength(1);
  expect(browser.opened.at(-1)?.url).toContain("?after=1");
});

test("a page that knows what the log does not have forgets it, and shows what the log has", () => {
  const { run, browser, live } = followed();
  for (const event of run.events.slice(0, 40)) browser.event({ ...event, at: event.at + 5_000 });
  browser.text({ span: 900, offset: 0, text: "of a run that never was" });
  browser.say("begin-anew");
  expect(live.head().lastSeq).toBe(0);
  for (const event of run.events.slice(0, 12)) browser.event(event);
  expect(live.trace()).toEqual(foldAll(run.runId, run.events.slice(0, 12)));
  expect(live.events()).toEqual(run.events.slice(0, 12));
  expect(live.textOf(900)).toBe("");
});

test.each([
  { answer: 401, says: "Sign in again" },
  { answer: 404, says: "not there any more" },
])("a stream that is refused with $answer is not tried again", async ({ answer, says }) => {
  const { browser, live } = followed();
  browser.refuse(answer);
  await expect.poll(() => live.problem()).toContain(says);
  expect(browser.open()).toHaveLength(0);
  expect(live.connection()).toBe("closed");
});

test("a server that does not answer, or is not well, is tried again", async () => {
  const { browser, live } = followed();
  for (const answer of [null, 503]) {
    browser.refuse(answer);
    expect(live.connection()).toBe("reconnecting");
    browser.nextTimer();
    expect(browser.open()).toHaveLength(1);
  }
  expect(live.problem()).toBeNull();
});

test("an event that can't be read stops the following and says what to do", () => {
  const { browser, live } = followed();
  browser.event({ seq: 1, type: "something-new" });
  expect(live.problem()).toContain("Reload");
  expect(browser.open()).toHaveLength(0);
});

test("somebody who was signed out is told so, and the stream is not tried again", () => {
  const { browser, live } = followed();
  browser.say("signed-out");
  expect(live.problem()).toContain("Sign in again");
  expect(live.connection()).toBe("closed");
  expect(browser.open()).toHaveLength(0);
});

test("time stands still before the first event, then goes on by the run's own clock", () => {
  const { run, browser, live } = followed();
  expect(live.now()).toBe(0);
  browser.event(run.events[0]);
  expect(live.now()).toBe(run.now());
  for (const event of run.events) browser.event(event);
  expect(live.now()).toBe(run.events.at(-1)?.at);
});

test("looking at an earlier moment leaves the head where the run is", () => {
  const run = orderRun();
  const live = createLiveRun({
    runId: run.runId,
    url: null,
    events: run.events,
    schedule: (action) => action(),
  });
  const start = run.events[0]?.at ?? 0;
  live.seek(start + 3_000);
  expect(live.trace().state).toBe("running");
  expect(live.trace().at).toBeLessThanOrEqual(start + 3_000);
  expect(live.head().state).toBe("ok");
  expect(live.now()).toBe(start + 3_000);
  live.seek(null);
  expect(live.trace()).toEqual(foldAll(run.runId, run.events));
});

test("at an earlier moment a reply has come as far as it had then", () => {
  const run = orderRun();
  const live = createLiveRun({
    runId: run.runId,
    url: null,
    events: run.events,
    schedule: (action) => action(),
  });
  const writer = [...live.head().spans.values()].find(
    (span) => span.reply && previewOf(span.reply.text).includes("Nordfracht"),
  );
  if (!writer?.endedAt) throw new Error("a reply names the carrier");
  live.seek(writer.startedAt + 100);
  expect(live.textOf(writer.id)).toBe("");
  live.seek(writer.startedAt + 1_200);
  const half = live.textOf(writer.id);
  expect(half.length).toBeGreaterThan(10);
  live.seek(writer.endedAt);
  expect(live.textOf(writer.id).startsWith(half)).toBe(true);
  expect(live.textOf(writer.id)).toContain("Rotterdam has seven.");
});
