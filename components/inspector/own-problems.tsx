"use client";

import { Button } from "@/components/ui/button.tsx";
import { SeverityIcon } from "@/components/workflow/problems-list.tsx";
import { useWorkflow } from "@/components/workflow/use-workflow.ts";
import { fixesOf, type Issue } from "@/lib/graph/issue.ts";
import { useOwnIssues } from "./owner.tsx";

/** Groups that may be closed, and fields without a line of their own. */
const hidden = new Set(["samples", "simulatedReply", "limits", "retry", "timeoutMs", "accept", "onFailure"]);

/** True when the form says the problem at the field itself, so that it need not stand at the top too. */
function isAtItsField({ field }: Issue): boolean {
  const [first, ...rest] = field ?? [];
  if (first === undefined || hidden.has(first)) return false;
  if (first === "fills") return rest[1] !== "name";
  // Fields of fields are drawn when their row is open.
  return rest.filter((part) => part === "properties").length < 2;
}

/** Problems of what is selected that its fields do not say themselves; each leads to its place. */
export function OwnProblems() {
  const issues = useOwnIssues().filter((issue) => !isAtItsField(issue));
  const edit = useWorkflow((state) => state.edit);
  const goTo = useWorkflow((state) => state.goTo);
  if (issues.length === 0) return null;
  return (
    <ul className="mx-4 mb-3 flex flex-col gap-1 rounded-control border border-line bg-paper p-2">
      {issues.map((issue, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two problems may be equal in all they say
        <li key={index} className="flex items-start gap-2 text-12">
          <SeverityIcon issue={issue} />
          <div className="min-w-0 flex-1">
            <button
              type="button"
              disabled={!issue.field}
              onClick={() => {
                const field = issue.field?.join(".") ?? null;
                if (issue.nodeId) goTo({ nodeId: issue.nodeId }, field);
                else if (issue.edgeId) goTo({ edgeId: issue.edgeId }, field);
              }}
              className="text-left decoration-line-strong underline-offset-2 enabled:hover:underline"
            >
              {issue.message}
            </button>
            {fixesOf(issue).map(({ label, edits }) => (
              <Button key={label} size={28} className="mt-1 mr-1 max-w-full" onClick={() => edit(edits)}>
                <span className="truncate">{label}</span>
              </Button>
            ))}
          </div>
        </li>
      ))}
    </ul>
  );
}
