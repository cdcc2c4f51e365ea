import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { beforeEach, expect, test, vi } from "vitest";
import { createLiveRun } from "@/components/run/live-run.ts";
import { orderRun, orderSteps } from "@/lib/trace/fixtures/order-run.ts";
import { SpanTree } from "./span-tree.tsx";

const opened: number[] = [];
beforeEach(() => {
  opened.length = 0;
  // jsdom lays nothing out; the list draws the rows that fit into this height.
  vi.spyOn(Element.prototype, "clientHeight", "get").mockReturnValue(2_000);
});

function Tree({ story = "ok" }: { story?: Parameters<typeof orderRun>[0] }) {
  const [run] = useState(() => {
    const { runId, events } = orderRun(story);
    return createLiveRun({ runId, url: null, events });
  });
  const [selected, select] = useState<number | null>(null);
  return (
    <SpanTree
      run={run}
      steps={orderSteps}
      selected={selected}
      onSelect={select}
      onOpen={(span) => opened.push(span)}
    />
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
