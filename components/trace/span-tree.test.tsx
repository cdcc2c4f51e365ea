import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { beforeEach, expect, test, vi } from "vitest";
import { createLiveRun } from "@/components/run/live-run.ts";
import { emptyPlan } from "@/lib/plan/fixtures/empty-plan.ts";
import { orderRun, orderSteps } from "@/lib/trace/fixtures/order-run.ts";
import { type RunBuilder, runBuilder } from "@/lib/trace/fixtures/run-builder.ts";
import { createRunSources } from "./run-sources.ts";
import { SpanTree } from "./span-tree.tsx";
import { RunSourcesProvider } from "./use-run-sources.tsx";

const plan = emptyPlan();
const opened: number[] = [];
beforeEach(() => {
  opened.length = 0;
  // jsdom lays nothing out; the list draws the rows that fit into this height.
  vi.spyOn(Element.prototype, "clientHeight", "get").mockReturnValue(2_000);
});

type Log = Pick<RunBuilder, "runId" | "events">;

function Tree({ story = "ok", log }: { story?: Parameters<typeof orderRun>[0]; log?: Log }) {
  const [run] = useState(() => {
    const { runId, events } = log ?? orderRun(story);
    return createLiveRun({ runId, url: null, events });
  });
  const [selected, select] = useState<number | null>(null);
  return (
    <RunSourcesProvider sources={createRunSources({ runsUrl: "/api/runs", runId: run.runId, plan })}>
      <SpanTree
        run={run}
        steps={orderSteps}
        selected={selected}
        onSelect={select}
        onOpen={(span) => opened.push(span)}
      />
    </RunSourcesProvider>
  );
}

const tree = () => screen.getByRole("tree", { name: "Steps and calls" });
const rows = () => within(tree()).getAllByRole("treeitem");
const current = () => within(tree()).queryAllByRole("treeitem", { selected: true })[0]?.textContent ?? "";

test("arrow keys go down and up the rows, fold and unfold, and Enter asks for the details", async () => {
  const user = userEvent.setup();
  render(<Tree />);
  tree().focus();
  await user.keyboard("{ArrowDown}{ArrowDown}");
  expect(current()).toContain("Order desk");
  expect(tree().getAttribute("aria-activedescendant")).toBe(
    within(tree()).getByRole("treeitem", { selected: true }).id,
  );
  const before = rows().length;
  await user.keyboard("{ArrowLeft}");
  expect(rows().length).toBeLessThan(before);
  await user.keyboard("{ArrowRight}{ArrowRight}{ArrowDown}{ArrowRight}");
  expect(current()).toContain("Asks Read order, Read stock and Read shipment");
  await user.keyboard("{ArrowLeft}");
  expect(current()).toContain("Data retrieval");
  await user.keyboard("{Enter}");
  expect(opened).toHaveLength(1);
  await user.keyboard("{End}");
  expect(current()).toContain("Answer");
});

test("/ goes to the search, which keeps matches with what is above them; Escape brings everything back", async () => {
  const user = userEvent.setup();
  render(<Tree />);
  tree().focus();
  const all = rows().length;
  await user.keyboard("/stock");
  expect(screen.getByRole("searchbox")).toBe(document.activeElement);
  expect(rows().length).toBeLessThan(all);
  expect(rows()[0]?.textContent).toContain("Order desk");
  await user.keyboard("{Escape}");
  expect(rows()).toHaveLength(all);
  await user.keyboard("zzz");
  expect(screen.getByText("Nothing matches")).toBeDefined();
});

test("a row says its state in words, and another attempt is numbered", () => {
  render(<Tree story="retry" />);
  const failed = rows().filter((row) => row.textContent?.includes("Failed"));
  expect(failed).toHaveLength(1);
  expect(failed[0]?.textContent).toContain("Got no usable reply");
});

/** A map of 150 items, of which the hundredth failed. */
function mapLog(): Log {
  const build = runBuilder();
  build.start({});
  const each = build.step("each", "Each", { flow: null }, []);
  build.add({
    type: "context-fill",
    span: each,
    value: build.value([]),
    reads: [],
    count: 150,
    problem: null,
  });
  for (let index = 0; index < 150; index += 1) {
    const visit = build.step("say", "Say", { parent: each, origin: { by: "item", index } }, `word ${index}`);
    if (index === 99) build.fail(visit, { code: "bad", message: "No.", retryable: false });
    else build.end(visit, "said");
  }
  build.end(build.step("out", "Answer", { flow: "each-out" }, {}), "done");
  return build;
}

test("groups of items open and close by keys, and the failed items alone are a press away", async () => {
  const user = userEvent.setup();
  const log = mapLog();
  render(<Tree log={log} />);
  tree().focus();
  await user.keyboard("{ArrowDown}{ArrowDown}");
  expect(current()).toContain("Items 1–100");
  expect(current()).toContain("1 failed");
  await user.keyboard("{ArrowDown}");
  expect(current()).toContain("Items 101–150");
  await user.keyboard("{ArrowRight}{ArrowRight}");
  expect(current()).toContain("Say, item 101");
  expect(current()).toContain("word 100");
  await user.keyboard("{ArrowLeft}");
  expect(current()).toContain("Items 101–150");
  await user.keyboard("{ArrowLeft}");
  expect(rows()).toHaveLength(4);
  await user.keyboard("{ArrowLeft}");
  expect(current()).toContain("Each");
  await user.click(screen.getByRole("button", { name: "Only failed (1)" }));
  expect(rows().map((row) => row.getAttribute("aria-level"))).toEqual(["1", "2", "3"]);
  expect(rows().at(-1)?.textContent).toContain("Say, item 100");
  await user.click(screen.getByRole("button", { name: "Show all" }));
  expect(rows()).toHaveLength(4);
});
