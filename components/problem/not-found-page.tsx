import Link from "next/link";
import { buttonClass } from "@/components/ui/button-class.ts";

/** What stands where nothing is, or nothing that the person may see. */
export function NotFoundPage() {
  return (
    <div className="ruled flex min-h-full flex-1 flex-col items-center justify-center px-4 py-16">
      <div className="w-full max-w-100 rounded-panel border border-line bg-surface p-6">
        <h1 className="text-19">There is nothing here</h1>
        <p className="mt-1 text-ink-soft">
          What this address led to was deleted, or never was, or belongs to another workspace.
        </p>
        <div className="mt-4">
          <Link href="/" className={buttonClass({ variant: "primary" })}>
            To the workflows
          </Link>
        </div>
      </div>
    </div>
  );
}
