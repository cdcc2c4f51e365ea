import { headers } from "next/headers";
import { notFound, redirect } from "next/navigation";
import { cache } from "react";
import { isUnstorableText } from "../../adapters/store/unstorable-text.ts";
import { AppError } from "../app-error.ts";
import { type Viewer, viewerOf } from "./viewer.ts";

/** The viewer of a page; who is not signed in goes to the sign-in page. One look-up per request. */
export const pageViewer: () => Promise<Viewer> = cache(async () => {
  const sent = await headers();
  const viewer = await viewerOf(sent);
  if (viewer === null) redirect("/sign-in");
  return viewer;
});

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
