import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { type ReactNode, useState } from "react";
import { expect, test } from "vitest";
import { createLiveRun, type LiveRun } from "@/components/run/live-run.ts";
import { emptyPlan } from "@/lib/plan/fixtures/empty-plan.ts";
import { orderRun, orderSteps } from "@/lib/trace/fixtures/order-run.ts";
import { spanTitle } from "@/lib/trace/sentences.ts";
import type { Span } from "@/lib/trace/trace.ts";
import { createRunSources } from "./run-sources.ts";
import { SpanDetail } from "./span-detail.tsx";
import { RunSourcesProvider } from "./use-run-sources.tsx";

const plan = emptyPlan();

function Around({ run, children }: { run: LiveRun; children: ReactNode }) {
  return (
    <RunSourcesProvider sources={createRunSources({ runsUrl: "/api/runs", runId: run.runId, plan })}>
      {children}
    </RunSourcesProvider>
  );
}

function Detail({ run, first }: { run: LiveRun; first: number }) {
  const [selected, select] = useState<number | null>(first);
  return (
    <Around run={run}>
      {selected === null ? (
        <p>the run</p>
      ) : (
        <SpanDetail run={run} steps={orderSteps} spanId={selected} onSelect={select} />
      )}
    </Around>
  );
}

function open(story: Parameters<typeof orderRun>[0], wanted: (span: Span) => boolean) {
  const { runId, events } = orderRun(story);
  const run = createLiveRun({ runId, url: null, events });
  const span = [...run.head().spans.values()].find(wanted);
  if (!span) throw new Error("the run has such a span");
  render(<Detail run={run} first={span.id} />);
  return { run, span };
}

test("a step shows what it received, its calls, its result; its choices say why", async () => {
  open("ok", (span) => span.step === "desk");
  expect(screen.getByRole("region", { name: "what it receives" }).textContent).toContain("late shipment");
  expect(screen.getByText("Used data_retrieval.")).toBeDefined();
  expect(screen.getByRole("region", { name: "result" }).textContent).toContain("ships today from Rotterdam");
  await userEvent.click(screen.getByRole("button", { name: /^Decision/ }));
  expect(screen.getByRole("heading", { level: 2 }).textContent).toBe("Decision");
});

test("a model call shows its request as it was sent, its reply, and what it called", async () => {
  const { run } = open("ok", (span) => span.kind === "model" && span.step === "data");
  const [first] = [...run.head().spans.values()].filter(
    (span) => span.kind === "model" && span.step === "data",
  );
  expect(first && spanTitle(run.head(), first)).toContain("Asks Read order");
  expect(await screen.findByText("What it receives")).toBeDefined();
  await userEvent.click(screen.getByRole("button", { name: "Show Read stock" }));
  expect(screen.getByRole("region", { name: "arguments" }).textContent).toContain("GSK-014");
});

test("a failure stands where it happened, with what to do, and the steps above lead to it", async () => {
  open("failed", (span) => span.step === "desk");
  expect(screen.getByRole("alert").textContent).toContain("Switch it on under Demo company");
  await userEvent.click(screen.getByRole("button", { name: "Show Read shipment" }));
  expect(screen.getByRole("heading", { level: 2 }).textContent).toBe("Read shipment");
  expect(screen.getByRole("alert").textContent).toContain("connection-refused");
});

test("a tool shows what it sent, on its step and on its call", async () => {
  const { span } = open("ok", ({ step, kind }) => step === "send" && kind === "step");
  expect(span.children).toHaveLength(1);
  const sent = screen.getByRole("region", { name: "what it sends" });
  expect(sent.textContent).toContain("Your order SO-10482");
  expect(screen.getAllByText("What it sends")).toHaveLength(1);
});

test("a tool that sent nothing outside has no such section", () => {
  open("ok", ({ step, kind }) => step === "stock" && kind === "step");
  expect(screen.queryByText("What it sends")).toBeNull();
});

test("the way above a step leads up to the run", async () => {
  open("ok", (span) => span.step === "stock" && span.kind === "step");
  await userEvent.click(screen.getByRole("button", { name: "Data retrieval" }));
  expect(screen.getByRole("heading", { level: 2 }).textContent).toBe("Data retrieval");
  await userEvent.click(screen.getByRole("button", { name: "Run" }));
  expect(screen.getByText("the run")).toBeDefined();
});
