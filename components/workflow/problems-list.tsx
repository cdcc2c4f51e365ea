"use client";

import { CircleAlert, TriangleAlert } from "lucide-react";
import { Button } from "@/components/ui/button.tsx";
import { classNames } from "@/components/ui/class-names.ts";
import { edgeWords } from "@/lib/graph/connectable.ts";
import type { Graph } from "@/lib/graph/graph.ts";
import { fixesOf, type Issue, keepsFrom } from "@/lib/graph/issue.ts";
import { useWorkflow } from "./use-workflow.ts";

/** More than anybody reads at once would only take long to draw. */
const MOST_SHOWN = 100;
const ORDER = ["every-run", "real-runs", "no-run"];
const MEANING = {
  "every-run": "Keeps it from running",
  "real-runs": "Keeps it from real runs",
  "no-run": "Worth a look",
};

type Props = {
  /** Called after the place of a problem was selected. */
  onGoTo?: (issue: Issue) => void;
};

/** Every problem with a way to its place and, where there is one, a button that solves it. */
export function ProblemsList({ onGoTo }: Props) {
  const issues = useWorkflow((state) => state.issues);
  const graph = useWorkflow((state) => state.document.graph);
  const edit = useWorkflow((state) => state.edit);
  const goTo = useWorkflow((state) => state.goTo);
  if (issues.length === 0) return <p className="px-2 py-1 text-ink-soft">No problems. It can run.</p>;
  const sorted = issues.toSorted((a, b) => ORDER.indexOf(keepsFrom(a)) - ORDER.indexOf(keepsFrom(b)));
  return (
    <ul className="flex flex-col gap-1">
      {sorted.slice(0, MOST_SHOWN).map((issue, index) => (
        <li
          // biome-ignore lint/suspicious/noArrayIndexKey: two problems may be equal in all they say
          key={`${issue.code}:${issue.nodeId ?? issue.edgeId}:${issue.field?.join(".")}:${index}`}
          className="flex items-start gap-2 rounded-control px-2 py-1.5 hover:bg-hover"
        >
          <SeverityIcon issue={issue} />
          <div className="min-w-0 flex-1">
            <button
              type="button"
              disabled={!issue.nodeId && !issue.edgeId}
              onClick={() => {
                const field = issue.field?.join(".") ?? null;
                if (issue.nodeId) goTo({ nodeId: issue.nodeId }, field);
                else if (issue.edgeId) goTo({ edgeId: issue.edgeId }, field);
                onGoTo?.(issue);
              }}
              className="w-full rounded-mark text-left text-13 decoration-line-strong underline-offset-2 enabled:hover:underline"
            >
              {issue.message}
            </button>
            <p className="text-12 text-ink-faint">{placeOf(issue, graph)}</p>
            {fixesOf(issue).map(({ label, edits }) => (
              <Button key={label} size={28} className="mt-1 mr-1 max-w-full" onClick={() => edit(edits)}>
                <span className="truncate">{label}</span>
              </Button>
            ))}
          </div>
        </li>
      ))}
      {sorted.length > MOST_SHOWN && (
        <li className="px-2 py-1.5 text-12 text-ink-faint">
          {sorted.length - MOST_SHOWN} more are marked at their nodes, and come here as these are solved.
        </li>
      )}
    </ul>
  );
}

/** Says whether a problem keeps the workflow from running at all, from real runs, or is a warning. */
export function SeverityIcon({ issue, className }: { issue: Issue; className?: string }) {
  const kept = keepsFrom(issue);
  const Icon = kept === "no-run" ? TriangleAlert : CircleAlert;
  return (
    <Icon
      size={14}
      role="img"
      aria-label={MEANING[kept]}
      className={classNames(
        "mt-0.5 shrink-0",
        kept === "every-run" ? "text-failed" : "text-waiting",
        className,
      )}
    />
  );
}

function placeOf(issue: Issue, graph: Graph): string {
  const nameOf = (id: string) => graph.nodes.find((node) => node.id === id)?.name || "No name";
  if (issue.nodeId) return nameOf(issue.nodeId);
  const edge = graph.edges.find((one) => one.id === issue.edgeId);
  return edge ? `${nameOf(edge.from)} ${edgeWords[edge.kind]} ${nameOf(edge.to)}` : "The workflow";
}
