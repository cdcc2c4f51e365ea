import { Page } from "@/components/frame/page.tsx";
import { Skeleton } from "@/components/ui/skeleton.tsx";

/** The list of workflows while it is loaded. */
export function WorkflowsLoading() {
  return (
    <Page title="Workflows">
      <div role="status" className="grid gap-3 sm:grid-cols-2 lg:grid-cols-3">
        <span className="sr-only">Loading the workflows</span>
        {["w-32", "w-40", "w-28"].map((width) => (
          <div
            key={width}
            className="flex min-h-32 flex-col gap-2 rounded-panel border border-line bg-surface p-4"
          >
            <Skeleton className={`h-4 ${width}`} />
            <Skeleton className="h-3 w-full" />
            <Skeleton className="h-3 w-2/3" />
          </div>
        ))}
      </div>
    </Page>
  );
}
