import { render, screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { WorkspaceContext } from "@/components/frame/workspace-context.ts";
import type { RunnerList, RunnerRow } from "@/lib/views/runner-list.ts";
import { QueueNote } from "./queue-note.tsx";
import { RunnerLines } from "./runner-lines.tsx";

const at = Date.UTC(2026, 10, 20, 9, 0);
const runner = (more: Partial<RunnerRow>): RunnerRow => ({
  id: "host:1 ab",
  name: "host:1",
  kind: "runner",
  here: false,
  slots: 50,
  busy: 0,
  startedAt: at - 600_000,
  seenAt: at - 1_000,
  lost: false,
  draining: false,
  refused: 0,
  older: false,
  runs: [],
  own: 0,
  ...more,
});
const list = (runners: RunnerRow[], queue: Partial<RunnerList["queue"]> = {}, ownDatabase = false) => ({
  at,
  ownDatabase,
  runners,
  queue: { waiting: 0, since: null, needNewer: 0, ...queue },
});

test("without a runner at work the page says so, and since when runs wait", () => {
  const gone = [runner({ lost: true }), runner({ id: "2", draining: true })];
  render(<QueueNote list={list(gone, { waiting: 3, since: at - 34_000 })} />);
  expect(screen.getByText("No runner is at work, and 3 runs wait")).toBeTruthy();
  expect(
    screen.getByText(/^The oldest has waited for 34 s\. They begin as soon as there is one\.$/),
  ).toBeTruthy();
});

test("a server that drives nothing on its own database says what to do", () => {
  render(<QueueNote list={list([], {}, true)} />);
  expect(screen.getByText(/started with TUTTI_RUNNER=off/)).toBeTruthy();
});

test("runs that wait for slots say how many there are; runs of a newer version need one", () => {
  const full = [runner({ busy: 50 }), runner({ id: "2", slots: 10, busy: 10 })];
  const { rerender } = render(
    <QueueNote list={list(full, { waiting: 1, since: at - 4_000, needNewer: 2 })} />,
  );
  expect(screen.getByText("1 run waits for a runner")).toBeTruthy();
  expect(screen.getByText(/All 60 slots are taken/)).toBeTruthy();
  expect(screen.getByText("2 runs need a newer Tutti")).toBeTruthy();
  rerender(<QueueNote list={list(full)} />);
  expect(screen.getByText("No run of this workspace waits for a runner.")).toBeTruthy();
});

test("a runner shows the workspace's runs by name with how long they go on, and others as a number", () => {
  const runs = [
    { id: "a", name: "Order exception", startedAt: at - 32_900 },
    { id: "b", name: "Triage", startedAt: at - 125_000 },
  ];
  render(
    <WorkspaceContext value={{ slug: "desk", name: "Desk", role: "viewer" }}>
      <RunnerLines runners={[runner({ busy: 26, own: 23, runs, refused: 2 })]} at={at} />
    </WorkspaceContext>,
  );
  const held = within(screen.getByRole("list", { name: "Runs that it holds" }));
  expect(held.getAllByRole("listitem").map(({ textContent }) => textContent)).toEqual([
    "Order exception32 s",
    "Triage2 min 5 s",
    "21 more",
    "3 of other workspaces",
  ]);
  expect(held.getByRole("link", { name: "Triage" }).getAttribute("href")).toBe("/w/desk/runs/b");
  expect(screen.getByText(/^2 late writes were refused: /)).toBeTruthy();
  expect(screen.getByText("At work")).toBeTruthy();
});

test("a lost runner says since when it is silent and what becomes of its runs", () => {
  render(<RunnerLines runners={[runner({ lost: true, busy: 1, seenAt: at - 14_200 })]} at={at} />);
  expect(screen.getByText("Lost")).toBeTruthy();
  expect(
    screen.getByText(/No sign of life for 14 s\. What stands in its name goes to another runner/),
  ).toBeTruthy();
  expect(screen.getByText("1 of another workspace")).toBeTruthy();
});
