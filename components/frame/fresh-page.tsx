"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { ACCESS_CHANGED } from "@/components/run/stream-platform.ts";

/**
 * Loads a page anew when somebody goes back or forward to it, and when what its person may do has changed. The router
 * would show it as it was when it was left, but what it shows may have changed since: edits were stored, runs went on.
 */
export function FreshPage() {
  const router = useRouter();
  useEffect(() => {
    const forget = () => router.refresh();
    // Capturing, so that it comes before the router's own listener, which then finds nothing kept.
    window.addEventListener("popstate", forget, { capture: true });
    window.addEventListener(ACCESS_CHANGED, forget);
    return () => {
      window.removeEventListener("popstate", forget, { capture: true });
      window.removeEventListener(ACCESS_CHANGED, forget);
    };
  }, [router]);
  return null;
}
