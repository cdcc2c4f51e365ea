"use client";

import { TriangleAlert } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { Popover } from "@/components/ui/popover.tsx";
import { keepsFrom } from "@/lib/graph/issue.ts";
import { ProblemsList } from "./problems-list.tsx";
import { useWorkflow } from "./use-workflow.ts";

/** How many problems there are, and on a press which; nothing where there is none. */
export function ProblemsButton({ onGoTo }: { onGoTo: (nodeId: string | undefined) => void }) {
  const [open, setOpen] = useState(false);
  const count = useWorkflow((state) => state.issues.length);
  const blocking = useWorkflow((state) => state.issues.some((issue) => keepsFrom(issue) === "every-run"));
  if (count === 0) return null;
  return (
    <Popover
      title="Problems"
      align="end"
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Button
          size={28}
          variant="ghost"
          icon={<TriangleAlert size={14} aria-hidden className={blocking ? "text-failed" : "text-waiting"} />}
        >
          <span className="figures">{count}</span>
          <span className="max-lg:sr-only">{count === 1 ? "problem" : "problems"}</span>
        </Button>
      }
    >
      <div className="-mx-2">
        <ProblemsList
          onGoTo={(issue) => {
            setOpen(false);
            onGoTo(issue.nodeId);
          }}
        />
      </div>
    </Popover>
  );
}
