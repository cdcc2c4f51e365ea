"use client";

import { createContext, useContext } from "react";
import { useStore } from "zustand";
import type { DocumentState, DocumentStore } from "./document-store.ts";

/** Holds the store of the workflow page around. */
export const WorkflowContext = createContext<DocumentStore | null>(null);

/** The store itself, for handlers that read it when they are called. */
export function useWorkflowStore(): DocumentStore {
  const store = useContext(WorkflowContext);
  if (!store) throw new Error("expected a WorkflowPage around, which provides the document");
  return store;
}

/** A narrow part of the open workflow; the component draws again when that part has changed. */
export function useWorkflow<Part>(select: (state: DocumentState) => Part): Part {
  return useStore(useWorkflowStore(), select);
}
