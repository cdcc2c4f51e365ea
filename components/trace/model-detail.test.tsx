import { act, render, screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { createLiveRun } from "@/components/run/live-run.ts";
import { testBrowser } from "@/components/run/test-browser.ts";
import { useRunNow } from "@/components/run/use-live-run.ts";
import { emptyPlan } from "@/lib/plan/fixtures/empty-plan.ts";
import { orderSteps } from "@/lib/trace/fixtures/order-run.ts";
import { runBuilder } from "@/lib/trace/fixtures/run-builder.ts";
import { createRunSources } from "./run-sources.ts";
import { SpanDetail } from "./span-detail.tsx";
import { RunSourcesProvider } from "./use-run-sources.tsx";

const plan = emptyPlan();

/** A run whose one agent has just asked its model, with the page that shows this call. */
function open() {
  const run = runBuilder();
  run.start({ orderId: "A-1" });
  const visit = run.step("data", "Data retrieval", { flow: null }, { orderId: "A-1" });
  const model = run.model(visit, "data");
  const browser = testBrowser();
  const live = createLiveRun({
    runId: run.runId,
    url: "/api/runs/run-1/events",
    events: run.events.slice(),
    platform: browser.platform,
    schedule: (action) => act(action),
    clock: () => run.events.at(-1)?.at ?? 0,
  });
  live.follow();
  function Page() {
    useRunNow(live);
    return <SpanDetail run={live} steps={orderSteps} spanId={model} onSelect={() => {}} />;
  }
  render(
    <RunSourcesProvider sources={createRunSources({ runsUrl: "/api/runs", runId: run.runId, plan })}>
      <Page />
    </RunSourcesProvider>,
  );
  const reply = (what: Parameters<typeof run.reply>[1]) => {
    run.reply(model, what);
    browser.event(run.events.at(-1));
  };
  return { browser, model, reply };
}

const thinking = () => screen.getByText(/^Thinking/).closest("details");

test("thinking stands open while it is all that has come, and is folded away once there is an answer", () => {
  const { browser, model, reply } = open();
  browser.text({ span: -model, offset: 0, text: "The order may be late." });
  expect(thinking()?.open).toBe(true);
  expect(screen.getByRole("region", { name: "thinking so far" }).textContent).toContain("may be late");
  browser.text({ span: model, offset: 0, text: "It is late." });
  expect(thinking()?.open).toBe(false);
  reply({ text: "It is late.", thinking: "The order may be late.", end: "done" });
  expect(thinking()?.open).toBe(false);
  expect(thinking()?.textContent).toContain("20 tokens");
  expect(screen.getByRole("region", { name: "reply" }).textContent).toBe("It is late.");
});

test.each([
  ["cut", "The reply was cut off"],
  ["unknown", "Nobody here knows why the reply ended"],
  ["unstated", "The endpoint did not say why the reply ended"],
] as const)("a reply that was taken though its end is %s is marked", (end, title) => {
  const { reply } = open();
  reply({ text: "It is", end });
  expect(screen.getByText(title)).toBeDefined();
});

test("a reply with a plain end has no mark and no thinking", () => {
  const { reply } = open();
  reply({ text: "It is late.", end: "done" });
  expect(screen.queryByText(/why the reply ended|cut off|^Thinking/)).toBeNull();
});

test("numbers that are kept as text are said to be", () => {
  const { reply } = open();
  reply({
    text: "",
    end: "calls",
    calls: [{ name: "find", arguments: { id: "9007199254740993" }, exact: 1 }],
  });
  expect(screen.getByText(/One number has more digits/)).toBeDefined();
});
