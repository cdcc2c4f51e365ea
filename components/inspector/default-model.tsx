"use client";

import { useWorkflow } from "@/components/workflow/use-workflow.ts";
import { ModelPick } from "./model-pick.tsx";

/** The model of every agent and supervisor of the workflow that has none of its own. */
export function DefaultModel() {
  const chosen = useWorkflow((state) => state.document.graph.defaultModel);
  const edit = useWorkflow((state) => state.edit);
  const choice = chosen ?? { connectionId: null, model: "" };
  return (
    <ModelPick
      label="Default model"
      choice={choice}
      onConnection={(connectionId) =>
        edit([{ type: "graph-change", path: ["defaultModel"], value: { ...choice, connectionId } }])
      }
      onModel={(model) =>
        edit(
          [
            {
              type: "graph-change",
              path: ["defaultModel"],
              value: model === "" && choice.connectionId === null ? null : { ...choice, model },
            },
          ],
          { typing: "workflow/defaultModel" },
        )
      }
    />
  );
}
