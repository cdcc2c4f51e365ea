import { useContext } from "react";
import { useWorkflow } from "@/components/workflow/use-workflow.ts";
import type { ObjectSchema } from "@/lib/graph/json-schema.ts";
import { OwnerContext } from "./owner.tsx";
import { type Reach, reachOfTool } from "./reach.ts";

/** What can be referred to in the rules and templates of the tool that the form is about. */
export function useToolReach(parameters: ObjectSchema): Reach {
  const owner = useContext(OwnerContext);
  const received = useWorkflow((state) => state.lastRun?.received);
  return reachOfTool(parameters, owner && "nodeId" in owner ? received?.[owner.nodeId] : undefined);
}
