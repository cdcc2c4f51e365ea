"use client";

import { useSearchParams } from "next/navigation";

/** The version that the address names; null: the draft is shown. */
export function useShownVersion(): number | null {
  // Outside of the app's router, as in tests of components, there is no address.
  const named = (useSearchParams() as URLSearchParams | null)?.get("version");
  const version = Number(named);
  return named && Number.isInteger(version) && version > 0 ? version : null;
}

/** Shows a version (null: the draft) in place of what is shown; the browser's way back leads to where one was. */
export function showVersion(version: number | null): void {
  const address = new URL(window.location.href);
  if (version === null) address.searchParams.delete("version");
  else address.searchParams.set("version", `${version}`);
  window.history.pushState(null, "", address);
}
