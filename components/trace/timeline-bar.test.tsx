import { fireEvent, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { createLiveRun, type LiveRun } from "@/components/run/live-run.ts";
import { emptyPlan } from "@/lib/plan/fixtures/empty-plan.ts";
import { orderRun } from "@/lib/trace/fixtures/order-run.ts";
import { createRunSources } from "./run-sources.ts";
import { TimelineBar } from "./timeline-bar.tsx";
import { usePlayback } from "./use-playback.ts";
import { RunSourcesProvider } from "./use-run-sources.tsx";

function Timeline({ run }: { run: LiveRun }) {
  const sources = createRunSources({ runsUrl: "/api/runs", runId: run.runId, plan: emptyPlan() });
  return (
    <RunSourcesProvider sources={sources}>
      <TimelineBar run={run} playback={usePlayback(run)} />
    </RunSourcesProvider>
  );
}

function shown() {
  const { runId, events } = orderRun();
  const run = createLiveRun({ runId, url: null, events, schedule: (action) => action() });
  render(<Timeline run={run} />);
  return {
    run,
    start: events[0]?.at ?? 0,
    slider: screen.getByRole("slider", { name: "Moment of the run" }),
  };
}

test("the slider moves the moment that is looked at, and its end is the run as it ended", () => {
  const { run, start, slider } = shown();
  fireEvent.change(slider, { target: { value: "3000" } });
  expect(run.position()).toBe(start + 3_000);
  expect(run.trace().state).toBe("running");
  expect(slider.getAttribute("aria-valuetext")).toMatch(/^3\.0 s of /);
  // A browser lets a slider stand on multiples of its step only.
  expect(Number(slider.getAttribute("max")) % Number(slider.getAttribute("step"))).toBe(0);
  fireEvent.change(slider, { target: { value: slider.getAttribute("max") } });
  expect(run.position()).toBeNull();
  expect(run.trace().state).toBe("ok");
});

test("stepping goes from event to event", async () => {
  const { run, start, slider } = shown();
  fireEvent.change(slider, { target: { value: "1" } });
  await userEvent.click(screen.getByRole("button", { name: "Next event" }));
  expect(run.position()).toBe(start + 60);
  await userEvent.click(screen.getByRole("button", { name: "Next event" }));
  const after = run.position() ?? 0;
  expect(after).toBeGreaterThan(start + 60);
  await userEvent.click(screen.getByRole("button", { name: "Previous event" }));
  expect(run.position()).toBe(start + 60);
});

test("playing begins at the start and moves on until it is paused", async () => {
  const { run, start } = shown();
  await userEvent.click(screen.getByRole("button", { name: "Play" }));
  await expect.poll(() => run.position() ?? 0).toBeGreaterThan(start);
  await userEvent.click(screen.getByRole("button", { name: "Pause" }));
  expect(screen.getByRole("button", { name: "Play" })).toBeDefined();
  const paused = run.position();
  await new Promise((resolve) => requestAnimationFrame(resolve));
  expect(run.position()).toBe(paused);
});

test("a mark of the slider says what happened there, to who points at it", () => {
  // jsdom lays nothing out.
  vi.spyOn(Element.prototype, "getBoundingClientRect").mockReturnValue(new DOMRect(100, 0, 1_014, 28));
  const { run, start, slider } = shown();
  const head = run.head();
  const lengthMs = (head.endedAt ?? 0) - start;
  const [first] = head.decisions;
  const bar = slider.parentElement;
  if (!first || !bar) throw new Error("expected a choice and the slider's place");
  const placeOf = (at: number) => 107 + ((at - start) / lengthMs) * 1_000;
  fireEvent.pointerMove(bar, { clientX: placeOf(first.at) + 4 });
  expect(bar.getAttribute("title")).toBe("Order desk: Used data_retrieval.");
  fireEvent.pointerMove(bar, { clientX: placeOf(first.at) - 20 });
  expect(bar.getAttribute("title")).toBeNull();
});
