/**
 * The address of a page of a workspace, from its path inside ("/runs", "/" for the workflows). Every address begins with
 * the workspace's slug, so that two windows may show two workspaces.
 */
export const workspacePath = (slug: string, path: string): string => `/w/${slug}${path === "/" ? "" : path}`;

/** The address of a route of a workspace, from its path inside ("/runs/r1/events"). */
export const workspaceApi = (slug: string, path: string): string => `/api/w/${slug}${path}`;
