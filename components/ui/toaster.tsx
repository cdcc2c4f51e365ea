"use client";

import { CircleAlert, CircleCheck, Info, TriangleAlert } from "lucide-react";
import { useEffect } from "react";
import { Toaster as Sonner } from "sonner";
import { toasterMounted } from "./toast.ts";

/** Where short messages appear; once, in the layout. */
export function Toaster() {
  // Effects of what is inside come first: by now it listens.
  useEffect(toasterMounted, []);
  return (
    <Sonner
      position="bottom-right"
      gap={8}
      containerAriaLabel="Messages"
      icons={{
        success: <CircleCheck size={16} className="text-ok" />,
        error: <CircleAlert size={16} className="text-failed" />,
        warning: <TriangleAlert size={16} className="text-waiting" />,
        info: <Info size={16} className="text-ink-soft" />,
      }}
      toastOptions={{
        unstyled: true,
        classNames: {
          toast:
            "flex w-full items-start gap-2 rounded-panel bg-raised p-3 font-sans text-13 text-ink shadow-float sm:w-89",
          icon: "mt-0.5 flex shrink-0",
          content: "min-w-0 flex-1",
          title: "font-strong",
          description: "text-ink-soft wrap-anywhere",
          actionButton:
            "shrink-0 rounded-control border border-line-strong px-2 text-12 font-strong h-6 hover:bg-hover",
          cancelButton: "shrink-0 rounded-control px-2 text-12 text-ink-soft h-6 hover:bg-hover",
        },
      }}
    />
  );
}
