"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";

/**
 * Loads a page anew when somebody goes back or forward to it. The router would show it as it was when it was left, but
 * what it shows may have changed since: edits were stored, runs went on.
 */
export function FreshOnReturn() {
  const router = useRouter();
  useEffect(() => {
    const forget = () => router.refresh();
    // Capturing, so that it comes before the router's own listener, which then finds nothing kept.
    window.addEventListener("popstate", forget, { capture: true });
    return () => window.removeEventListener("popstate", forget, { capture: true });
  }, [router]);
  return null;
}
