"use client";

import { TriangleAlert } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { Popover } from "@/components/ui/popover.tsx";
import { useWorkflow } from "@/components/workflow/use-workflow.ts";
import type { Issue } from "@/lib/graph/issue.ts";
import { useSession } from "./session-context.ts";

const MOST_SHOWN = 5;

/** Beside Run while Real is chosen: what will go wrong with models and connections, with what one press can do about it. */
export function BeforeRealRun() {
  const real = useSession((state) => state.mode === "real");
  const issues = useWorkflow((state) => state.issues);
  const [open, setOpen] = useState(false);
  const problems = real ? issues.filter(isAboutReal) : [];
  if (problems.length === 0) return null;
  const blocking = problems.some(({ severity }) => severity === "error");
  return (
    <Popover
      title="Before a real run"
      align="end"
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Button
          size={28}
          variant="ghost"
          icon={<TriangleAlert size={14} aria-hidden className={blocking ? "text-failed" : "text-waiting"} />}
        >
          <span className="max-lg:sr-only">Before a real run</span>
          <span className="figures">{problems.length}</span>
        </Button>
      }
    >
      <ul className="flex flex-col gap-3">
        {problems.slice(0, MOST_SHOWN).map((issue, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two problems may say the same
          <Problem key={index} issue={issue} onGone={() => setOpen(false)} />
        ))}
        {problems.length > MOST_SHOWN && (
          <li className="text-12 text-ink-soft">
            {problems.length - MOST_SHOWN} more are among the problems.
          </li>
        )}
      </ul>
    </Popover>
  );
}

type ProblemProps = { issue: Issue; onGone: () => void };

function Problem({ issue: { message, fix, nodeId, field }, onGone }: ProblemProps) {
  const edit = useWorkflow((state) => state.edit);
  const goTo = useWorkflow((state) => state.goTo);
  return (
    <li className="flex flex-col items-start gap-1.5">
      <p className="wrap-anywhere">{message}</p>
      <div className="flex flex-wrap gap-1.5">
        {fix && (
          <Button size={28} onClick={() => edit(fix.edits)}>
            {fix.label}
          </Button>
        )}
        {nodeId !== undefined && (
          <Button
            size={28}
            variant="ghost"
            onClick={() => {
              onGone();
              goTo({ nodeId }, field?.join(".") ?? null);
            }}
          >
            Show where
          </Button>
        )}
      </div>
    </li>
  );
}

/** What only real runs meet, and connections that were taken offline or can't be reached. */
const isAboutReal = ({ mode, code }: Issue) =>
  mode === "real" || code === "connection-offline" || code === "connection-unreachable";
