import Link from "next/link";
import { buttonClass } from "@/components/ui/button-class.ts";

/** What the welcome page says when its link makes no owner. */
export function WelcomeRefusal({ reason }: { reason: "taken" | "wrong-link" }) {
  const taken = reason === "taken";
  return (
    <div className="flex flex-col gap-4">
      <div>
        <h1 className="text-19">
          {taken ? "This Tutti has its owner already" : "This link does not open Tutti"}
        </h1>
        <p className="mt-1 text-ink-soft">
          {taken
            ? "The link has done its work and can't be used again. Sign in with the email and password that were chosen then."
            : "Only the link that was printed last works, and only once. Look in the terminal where Tutti was started for the line that begins with “Open”, or start Tutti again to get a new one."}
        </p>
      </div>
      {taken && (
        <Link href="/sign-in" className={buttonClass({ variant: "primary" })}>
          Sign in
        </Link>
      )}
    </div>
  );
}
