import type { ReactNode } from "react";
import { Wordmark } from "@/components/frame/wordmark";

/** Around the pages of people without a session: a sheet on ruled paper. */
export default function Layout({ children }: { children: ReactNode }) {
  return (
    <main className="ruled flex min-h-dvh flex-col items-center px-4 py-10 sm:justify-center">
      <div className="w-full max-w-100">
        <div className="mb-4 flex justify-center">
          <span className="bg-paper px-3 py-1">
            <Wordmark />
          </span>
        </div>
        <div className="rounded-panel border border-line bg-surface p-6">{children}</div>
      </div>
    </main>
  );
}
