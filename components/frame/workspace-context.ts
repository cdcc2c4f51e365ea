"use client";

import { createContext, useCallback, useContext } from "react";
import { hasRight, type Right, type Role } from "@/lib/views/roles.ts";
import { workspaceApi, workspacePath } from "@/lib/views/workspace-path.ts";

/** The workspace that a page is in, and what its person is there. */
export type Here = { slug: string; name: string; role: Role };

/** Around every page of a workspace. Outside of one nothing is hidden; the server decides in any case. */
export const WorkspaceContext = createContext<Here>({ slug: "", name: "", role: "owner" });

/** Turns a path inside the workspace of this page, such as "/runs", into its address. */
export function useWorkspacePath(): (path: string) => string {
  const { slug } = useContext(WorkspaceContext);
  return useCallback((path) => workspacePath(slug, path), [slug]);
}

/** The address of a route of the workspace of this page. */
export function useWorkspaceApi(path: string): string {
  return workspaceApi(useContext(WorkspaceContext).slug, path);
}

/** Whether the person may do this in the workspace of this page. The server asks again. */
export const useMay = (right: Right): boolean => hasRight(useContext(WorkspaceContext).role, right);
