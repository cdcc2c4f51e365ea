"use client";

import { createContext, useContext } from "react";
import { useStore } from "zustand";
import type { DocumentStore } from "@/components/workflow/document-store.ts";
import { useWorkflow, useWorkflowStore } from "@/components/workflow/use-workflow.ts";
import type { JsonObject } from "@/lib/graph/json.ts";
import { emptyObjectSchema, type ObjectSchema } from "@/lib/graph/json-schema.ts";
import type { RunSession, RunSessionState } from "./run-session.ts";

/** Holds the run session of the workflow page around. */
export const RunSessionContext = createContext<RunSession | null>(null);

/** The session itself, for handlers. */
export function useSessionStore(): RunSession {
  const session = useContext(RunSessionContext);
  if (!session) throw new Error("expected a RunningWorkflow around, which provides the run session");
  return session;
}

/** A narrow part of the session; the component draws again when that part has changed. */
export function useSession<Part>(select: (state: RunSessionState) => Part): Part {
  return useStore(useSessionStore(), select);
}

type RunForm = { schema: ObjectSchema; samples: readonly { name: string; input: JsonObject }[] };

/** The form of the open workflow's input node, with its samples. */
export function useRunForm(): RunForm {
  const input = useWorkflow((state) => state.document.graph.nodes.find((node) => node.kind === "input"));
  return input?.kind === "input" ? input : noForm;
}

const noForm: RunForm = { schema: emptyObjectSchema(), samples: [] };

/** Starts a run of the open workflow once its changes are stored: with this input, or with what the form holds. */
export function useStartRun(): (input: JsonObject | null) => Promise<boolean> {
  const workflow = useWorkflowStore();
  const session = useSessionStore();
  const { schema } = useRunForm();
  return async (input) => {
    const ready = () => workflow.getState().flush();
    const started = await session.getState().start({ schema, input, ready });
    if (!started) forgetOnceChanged(workflow, session);
    return started;
  };
}

/** What kept a run from starting is not said any more when the drawing is another: it may be mended. */
function forgetOnceChanged(workflow: DocumentStore, session: RunSession) {
  const { graph } = workflow.getState().document;
  const leave = workflow.subscribe((state) => {
    if (state.document.graph === graph) return;
    leave();
    session.setState({ problem: null, fields: {} });
  });
}
