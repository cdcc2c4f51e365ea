"use client";

import { usePathname, useSearchParams } from "next/navigation";
import { useCallback } from "react";

/** The selected step or call, kept in the address as `?step=<span>`, so that every selection is a link. */
export function useSelectedStep(): [number | null, (span: number | null) => void] {
  const pathname = usePathname();
  const params = useSearchParams();
  const step = params.get("step");
  const selected = step !== null && /^\d{1,9}$/.test(step) ? Number(step) : null;
  const select = useCallback(
    (span: number | null) =>
      window.history.replaceState(null, "", span === null ? pathname : `${pathname}?step=${span}`),
    [pathname],
  );
  return [selected, select];
}
