import { render, screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { createRunSources } from "@/components/trace/run-sources.ts";
import { SpanDetail } from "@/components/trace/span-detail.tsx";
import { RunSourcesProvider } from "@/components/trace/use-run-sources.tsx";
import { emptyPlan } from "@/lib/plan/fixtures/empty-plan.ts";
import { orderSteps } from "@/lib/trace/fixtures/order-run.ts";
import { runBuilder } from "@/lib/trace/fixtures/run-builder.ts";
import { Conversation } from "./conversation.tsx";
import { createLiveRun } from "./live-run.ts";
import { testBrowser } from "./test-browser.ts";

const DISCARDED = "This was cut off by a restart and is not used.";

test("what a call had written when its runner was lost stays, marked as discarded, in the conversation and in the trace", () => {
  const story = runBuilder();
  story.start({});
  const visit = story.step("data", "Data retrieval", { flow: "e1" }, {});
  const cut = story.model(visit, "data");
  story.takeOver("runner-2", [cut]);
  const again = story.model(visit, "data", [], 1);
  const browser = testBrowser();
  const live = createLiveRun({
    runId: story.runId,
    url: "/events",
    platform: browser.platform,
    schedule: (action) => action(),
  });
  live.follow();
  for (const event of story.events.filter(({ seq }) => seq <= cut)) browser.event(event);
  browser.text({ span: cut, offset: 0, text: "The order left Rott" });
  for (const event of story.events.filter(({ seq }) => seq > cut)) browser.event(event);
  browser.text({ span: again, offset: 0, text: "The order left" });

  const plan = emptyPlan();
  render(
    <RunSourcesProvider sources={createRunSources({ runsUrl: "/api/runs", runId: story.runId, plan })}>
      <Conversation run={live} steps={orderSteps} onSelect={() => {}} />
      <aside>
        <SpanDetail run={live} steps={orderSteps} spanId={cut} onSelect={() => {}} />
      </aside>
    </RunSourcesProvider>,
  );
  const turns = screen.getAllByRole("article").map((turn) => turn.textContent ?? "");
  expect(turns.find((turn) => turn.includes("The order left Rott"))).toContain(DISCARDED);
  expect(turns.filter((turn) => turn.includes(DISCARDED) && !turn.includes("Rott"))).toEqual([]);
  const detail = within(screen.getByRole("complementary"));
  expect(detail.getByText("The order left Rott")).toBeDefined();
  expect(detail.getByText(DISCARDED)).toBeDefined();
});
