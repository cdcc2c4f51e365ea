import { WorkflowsLoading } from "@/components/workflows/workflows-loading";

/** The list of workflows while it is loaded. */
export default function Loading() {
  return <WorkflowsLoading />;
}
