"use client";

import type { ReactNode } from "react";
import { useWorkflow } from "@/components/workflow/use-workflow.ts";

type Props = { nodeRun?: (nodeId: string) => ReactNode; onReveal: (nodeId: string) => void };

/** The settings of what is selected. */
export function Inspector({ nodeRun }: Props) {
  const selected = useWorkflow((state) => state.selection.nodes[0]);
  return <div className="h-full overflow-y-auto p-4">{selected && nodeRun?.(selected)}</div>;
}
