import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { render, screen } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import { WorkspaceContext } from "@/components/frame/workspace-context.ts";
import { createRunSources } from "@/components/trace/run-sources.ts";
import { RunSourcesProvider } from "@/components/trace/use-run-sources.tsx";
import { emptyPlan } from "@/lib/plan/fixtures/empty-plan.ts";
import { orderRun } from "@/lib/trace/fixtures/order-run.ts";
import { runBuilder } from "@/lib/trace/fixtures/run-builder.ts";
import type { RunWait } from "@/lib/views/run-wait.ts";
import { createLiveRun } from "./live-run.ts";
import { RunState } from "./run-state.tsx";
import { RunTitle } from "./run-title.tsx";
import { waitWords } from "./wait-words.ts";

const pace = { quietAtFirst: 20, quietLater: 20, askWaiting: 300, askGoingOn: 300 };
let close = () => {};
afterEach(() => close());

/** Shows a run that goes no further, beside a server that gives these reasons in turn; returns how often it was asked. */
async function show({ runId, events }: ReturnType<typeof runBuilder>, waits: (RunWait | null)[]) {
  let asked = 0;
  const http = createServer((_request, response) => {
    const wait = waits[Math.min(asked++, waits.length - 1)] ?? null;
    response.setHeader("access-control-allow-origin", "*");
    response.end(JSON.stringify(wait));
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  close = () => http.close();
  // A server that listens on a port has such an address.
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  const plan = emptyPlan();
  const run = createLiveRun({ runId, url: null, events, schedule: (action) => action() });
  render(
    <RunSourcesProvider sources={createRunSources({ runsUrl: url, runId, plan })}>
      <WorkspaceContext value={{ slug: "desk", name: "Desk", role: "viewer" }}>
        <RunState run={run} pace={pace} />
      </WorkspaceContext>
      <RunTitle run={run} name="Order desk" pace={pace} />
    </RunSourcesProvider>,
  );
  return () => asked;
}

test("a run that nobody drives says what it waits for, and goes on when it does", async () => {
  const run = runBuilder();
  run.start({});
  await show(run, [{ because: "no-slot", slots: 50 }, { because: "no-runner" }, null]);
  expect(screen.getByText("Running")).toBeTruthy();
  expect(await screen.findByText("Waits for a runner: all 50 slots are taken")).toBeTruthy();
  expect(screen.getByRole("link", { name: "Runners" }).getAttribute("href")).toBe("/w/desk/runners");
  expect(document.title).toBe("◐ waiting – Order desk");
  expect(await screen.findByText("Waits: no runner is at work")).toBeTruthy();
  expect(await screen.findByText("Running")).toBeTruthy();
  expect(screen.queryByRole("link")).toBeNull();
  expect(document.title).toMatch(/^● running .+ – Order desk$/);
});

test("a run that has ended is not asked about", async () => {
  const asked = await show(orderRun(), [{ because: "no-runner" }]);
  await expect(screen.findByText(/no runner/, {}, { timeout: 300 })).rejects.toThrow();
  expect(screen.getByText("Done")).toBeTruthy();
  expect(asked()).toBe(0);
});

test("each wait has its words", () => {
  expect(waitWords({ because: "no-slot", slots: 1 })).toBe("Waits for a runner: its one slot is taken");
  expect(waitWords({ because: "newer-format" })).toBe("Waits for a newer Tutti");
  expect(waitWords({ because: "no-room" })).toBe("Waits for room on the disk");
});
