"use client";

import { useMay } from "@/components/frame/workspace-context.ts";
import { WorkspaceLink } from "@/components/frame/workspace-link.tsx";
import { CopyButton } from "@/components/ui/copy-button.tsx";
import { useWorkflow } from "@/components/workflow/use-workflow.ts";
import { startCommand } from "./start-command.ts";

type Props = { workflowId: string; version: number };

/** How a program starts the newest version: a command to copy, with a sample as its input. */
export function ApiCall({ workflowId, version }: Props) {
  const makesTokens = useMay("tokens");
  const graph = useWorkflow((state) => state.document.graph);
  const sample = graph.nodes.flatMap((node) => (node.kind === "input" ? node.samples : []))[0];
  return (
    <details className="border-line border-t px-4 py-3 text-13">
      <summary className="text-12 text-ink-soft hover:text-ink">Start it from a program</summary>
      <div className="mt-2 flex flex-col gap-2">
        <p className="text-12 text-ink-soft">
          This starts version {version} for real and waits up to 30 seconds for its answer.{" "}
          {makesTokens ? (
            <>
              It takes a{" "}
              <WorkspaceLink href="/tokens" className="underline hover:text-ink">
                token
              </WorkspaceLink>
              .
            </>
          ) : (
            "It takes a token, which an owner can make."
          )}
        </p>
        <CopyButton
          withWord
          label="Copy as curl"
          className="self-start"
          text={() =>
            startCommand({ origin: location.origin, workflowId, version, input: sample?.input ?? {} })
          }
        />
      </div>
    </details>
  );
}
