"use client";

import { createContext, useCallback, useContext } from "react";
import type { Role } from "@/lib/views/roles.ts";
import { workspaceApi, workspacePath } from "@/lib/views/workspace-path.ts";

/** The workspace that a page is in, and what its person is there. */
export type Here = { slug: string; name: string; role: Role };

/** Around every page of a workspace. */
export const WorkspaceContext = createContext<Here>({ slug: "", name: "", role: "viewer" });

/** Turns a path inside the workspace of this page, such as "/runs", into its address. */
export function useWorkspacePath(): (path: string) => string {
  const { slug } = useContext(WorkspaceContext);
  return useCallback((path) => workspacePath(slug, path), [slug]);
}

/** The address of a route of the workspace of this page. */
export function useWorkspaceApi(path: string): string {
  return workspaceApi(useContext(WorkspaceContext).slug, path);
}
