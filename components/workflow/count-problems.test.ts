import { expect, test } from "vitest";
import type { Issue } from "@/lib/graph/issue.ts";
import { countProblems } from "./count-problems.ts";

const issue = (more: Partial<Issue>): Issue => ({
  code: "no-model",
  severity: "error",
  message: "",
  ...more,
});

test("a node is marked as blocking for what keeps every run from starting, not for what only real runs lack", () => {
  const counts = countProblems([
    issue({ nodeId: "agent", mode: "real" }),
    issue({ nodeId: "agent", severity: "warning" }),
    issue({ nodeId: "tool" }),
    issue({ nodeId: "tool", mode: "real" }),
    issue({ edgeId: "edge" }),
    issue({}),
  ]);
  expect(Object.fromEntries(counts)).toEqual({
    agent: { count: 2, blocking: false },
    tool: { count: 2, blocking: true },
    edge: { count: 1, blocking: true },
  });
});
