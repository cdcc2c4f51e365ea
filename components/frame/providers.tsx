"use client";

import { CSPProvider } from "@base-ui/react/csp-provider";
import { type ReactNode, useEffect } from "react";
import { soon } from "@/components/ui/later.tsx";

const Toaster = soon(async () => (await import("@/components/ui/toaster.tsx")).Toaster);
const Tooltip = soon(async () => (await import("@/components/ui/tooltip.tsx")).Tooltip);

/** What every page's parts rely on: the tooltip of whatever has one, and the place for short messages. */
export function Providers({ children }: { children: ReactNode }) {
  // Until then the styles let nothing be pressed that could not act on it.
  useEffect(() => document.documentElement.setAttribute("data-alive", ""), []);
  return (
    <CSPProvider disableStyleElements>
      {children}
      <Tooltip />
      <Toaster />
    </CSPProvider>
  );
}
