"use client";

import { CSPProvider } from "@base-ui/react/csp-provider";
import type { ReactNode } from "react";
import { Toaster } from "@/components/ui/toaster.tsx";
import { TooltipProvider } from "@/components/ui/tooltip.tsx";

/** What every page's parts rely on: tooltips with a shared delay, and the place for short messages. */
export function Providers({ children }: { children: ReactNode }) {
  return (
    <CSPProvider disableStyleElements>
      <TooltipProvider>
        {children}
        <Toaster />
      </TooltipProvider>
    </CSPProvider>
  );
}
