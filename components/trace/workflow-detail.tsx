import { WorkspaceLink } from "@/components/frame/workspace-link.tsx";
import type { DrawnWorkflow } from "@/lib/views/drawn-workflow.ts";
import { DetailSection } from "./detail-section.tsx";

/** Which published version a visit runs, and the way to it. */
export function WorkflowDetail({ drawn }: { drawn: DrawnWorkflow }) {
  return (
    <DetailSection title="Which workflow">
      <p className="wrap-anywhere text-13">
        <WorkspaceLink
          href={`/workflows/${drawn.id}?version=${drawn.version}`}
          className="underline underline-offset-2 hover:text-ink"
        >
          {drawn.name}
        </WorkspaceLink>
        , version <span className="figures">{drawn.version}</span>
      </p>
    </DetailSection>
  );
}
