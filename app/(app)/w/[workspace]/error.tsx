"use client";

import { ErrorPage } from "@/components/problem/error-page";

/** A page that could not be made, inside the frame of the app. */
export default function Failed({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return <ErrorPage digest={error.digest} retry={reset} />;
}
