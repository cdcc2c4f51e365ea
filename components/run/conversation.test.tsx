import { render, screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { createRunSources } from "@/components/trace/run-sources.ts";
import { RunSourcesProvider } from "@/components/trace/use-run-sources.tsx";
import { emptyPlan } from "@/lib/plan/fixtures/empty-plan.ts";
import { orderRun, orderSteps } from "@/lib/trace/fixtures/order-run.ts";
import { runBuilder } from "@/lib/trace/fixtures/run-builder.ts";
import { Conversation } from "./conversation.tsx";
import { createLiveRun } from "./live-run.ts";

function show({ runId, events }: ReturnType<typeof runBuilder>) {
  const run = createLiveRun({ runId, url: null, events, schedule: (action) => action() });
  const plan = emptyPlan();
  render(
    <RunSourcesProvider sources={createRunSources({ runsUrl: "/api/runs", runId, plan })}>
      <Conversation run={run} steps={orderSteps} onSelect={() => {}} />
    </RunSourcesProvider>,
  );
  return run;
}

test("the line on a lost runner stands between the call that it cut and the one that was made again", () => {
  const run = show(orderRun("lost"));
  const line = screen.getByText(
    "Runner lost; went on at step 3 (Data retrieval). 1 call that was under way was made again, nothing else.",
  );
  const turns = screen.getAllByRole("article");
  const cut = turns.findIndex((turn) => turn.textContent?.includes("Was cut off"));
  const follows = (one: Element | undefined, other: Element) =>
    (one?.compareDocumentPosition(other) ?? 0) & Node.DOCUMENT_POSITION_FOLLOWING;
  expect(follows(turns[cut], line)).toBeTruthy();
  expect(follows(line, turns[cut + 1] ?? line)).toBeTruthy();
  expect(run.head().losses).toHaveLength(1);
});

test("a run that was set aside says so, why, and which call was under way", () => {
  const run = runBuilder();
  run.start({});
  const visit = run.step("data", "Data retrieval", { flow: "e1" }, {});
  const call = run.model(visit, "data");
  run.takeOver("runner-2", [call]);
  run.cancelled(visit);
  run.finish(null, {
    status: "failed",
    failure: {
      code: "poison",
      message: "3 runners in a row stopped while they worked on it.",
      retryable: false,
    },
  });
  show(run);
  const notice = screen.getByRole("alert");
  expect(notice.textContent).toContain("The run was set aside");
  expect(notice.textContent).toContain("3 runners in a row stopped");
  expect(screen.getByRole("button", { name: "Show the call" })).toBeTruthy();
  expect(screen.getByText("Runner lost once more; the run was set aside, nothing repeated.")).toBeTruthy();
});
