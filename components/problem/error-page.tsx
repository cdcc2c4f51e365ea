"use client";

import Link from "next/link";
import { Button } from "@/components/ui/button.tsx";
import { buttonClass } from "@/components/ui/button-class.ts";

type Props = {
  /** What the server's log has it under; absent for an error in the page itself. */
  digest: string | undefined;
  retry: () => void;
};

/** What stands where a page could not be made. */
export function ErrorPage({ digest, retry }: Props) {
  return (
    <div className="ruled flex min-h-full flex-1 flex-col items-center justify-center px-4 py-16">
      <div role="alert" className="w-full max-w-100 rounded-panel border border-line bg-surface p-6">
        <h1 className="text-19">This page could not be shown</h1>
        <p className="mt-1 text-ink-soft">
          Something went wrong on our side; what was stored is still there. Try again, and if it stays like
          this, look at what the terminal says
          {digest && (
            <>
              {" under "}
              <code className="figures text-12">{digest}</code>
            </>
          )}
          .
        </p>
        <div className="mt-4 flex gap-2">
          <Button variant="primary" onClick={retry}>
            Try again
          </Button>
          <Link href="/" className={buttonClass()}>
            To the workflows
          </Link>
        </div>
      </div>
    </div>
  );
}
