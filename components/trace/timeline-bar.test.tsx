import { fireEvent, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { createLiveRun, type LiveRun } from "@/components/run/live-run.ts";
import { orderRun } from "@/lib/trace/fixtures/order-run.ts";
import { TimelineBar } from "./timeline-bar.tsx";
import { usePlayback } from "./use-playback.ts";

function Timeline({ run }: { run: LiveRun }) {
  return <TimelineBar run={run} playback={usePlayback(run)} />;
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
