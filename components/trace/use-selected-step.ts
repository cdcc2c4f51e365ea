"use client";

import { useSearchParams } from "next/navigation";
import { useEffect, useState } from "react";

/** Browsers refuse addresses that change too often; an arrow key held down changes the selection thirty times a second. */
const WRITE_MS = 150;

/** The selected step or call. The address follows it as `?step=<span>`, so that every selection is a link. */
export function useSelectedStep(): [number | null, (span: number | null) => void] {
  const params = useSearchParams();
  const [selected, select] = useState(() => stepOf(params));

  useEffect(() => {
    const timer = setTimeout(() => {
      const address = new URL(window.location.href);
      if (stepOf(address.searchParams) === selected) return;
      if (selected === null) address.searchParams.delete("step");
      else address.searchParams.set("step", String(selected));
      window.history.replaceState(null, "", address);
    }, WRITE_MS);
    return () => clearTimeout(timer);
  }, [selected]);

  useEffect(() => {
    const follow = () => select(stepOf(new URL(window.location.href).searchParams));
    window.addEventListener("popstate", follow);
    return () => window.removeEventListener("popstate", follow);
  }, []);

  return [selected, select];
}

function stepOf(params: Pick<URLSearchParams, "get">): number | null {
  const step = params.get("step");
  return step !== null && /^\d{1,9}$/.test(step) ? Number(step) : null;
}
