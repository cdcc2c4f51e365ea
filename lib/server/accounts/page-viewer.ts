import { headers } from "next/headers";
import { notFound, redirect } from "next/navigation";
import { cache } from "react";
import { isUnstorableText } from "../../adapters/store/unstorable-text.ts";
import type { Right } from "../../views/roles.ts";
import { AppError } from "../app-error.ts";
import { may, type Person, personOf, type Viewer, viewerOf } from "./viewer.ts";

/** Who looks at a page outside of workspaces; who is not signed in goes to the sign-in page. One look-up per request. */
export const pagePerson: () => Promise<Person> = cache(async () => {
  const person = await personOf(await headers());
  if (person === null) redirect("/sign-in");
  return person;
});

const viewerIn = cache(async (slug: string): Promise<Viewer> => {
  const viewer = await orNotFound(viewerOf(await headers(), slug));
  if (viewer === null) redirect("/sign-in");
  return viewer;
});

/**
 * The viewer of a page in a workspace, by the page's parameters. Who is not signed in goes to the sign-in page, and who is
 * no member finds nothing. One look-up per request.
 */
export async function pageViewer(params: Promise<{ workspace: string }>): Promise<Viewer> {
  return viewerIn((await params).workspace);
}

/** As `pageViewer`, where the page takes a right; who lacks it finds nothing. */
export async function pageViewerWith<R extends Right>(
  params: Promise<{ workspace: string }>,
  right: R,
): Promise<Viewer<R>> {
  const viewer = await pageViewer(params);
  if (!may(viewer, right)) notFound();
  return viewer;
}

/** What a page loads; the not-found page where it isn't there or isn't the viewer's. */
export async function orNotFound<T>(loading: Promise<T>): Promise<T> {
  try {
    return await loading;
  } catch (error) {
    if (error instanceof AppError && error.code === "NOT_FOUND") notFound();
    // Of an address with that character nothing can be there.
    if (isUnstorableText(error)) notFound();
    throw error;
  }
}
