"use client";

import { ErrorPage } from "@/components/problem/error-page";

/** A page without the frame of the app that could not be made. */
export default function Failed({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <main className="flex min-h-dvh flex-col">
      <ErrorPage digest={error.digest} retry={reset} />
    </main>
  );
}
