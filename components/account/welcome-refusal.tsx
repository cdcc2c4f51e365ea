import Link from "next/link";
import { buttonClass } from "@/components/ui/button-class.ts";

const words = {
  taken: {
    title: "This Tutti has its owner already",
    what: "The link has done its work and can't be used again. Sign in with the email and password that were chosen then.",
  },
  "wrong-link": {
    title: "This link does not open Tutti",
    what: "Only the link that was printed last works, and only once. Look in the terminal where Tutti was started for the line that begins with “Open”, or start Tutti again to get a new one.",
  },
  "no-owner": {
    title: "This Tutti has no owner yet",
    what: "The link that makes its owner was printed where Tutti was started, a moment after its address: look in the terminal for the line that begins with “Open”.",
  },
};

/** What is said to who comes with a link that makes no owner, or without a link while there is no owner. */
export function WelcomeRefusal({ reason }: { reason: keyof typeof words }) {
  const { title, what } = words[reason];
  return (
    <div className="flex flex-col gap-4">
      <div>
        <h1 className="text-19">{title}</h1>
        <p className="mt-1 text-ink-soft">{what}</p>
      </div>
      {reason === "taken" && (
        <Link href="/sign-in" className={buttonClass({ variant: "primary" })}>
          Sign in
        </Link>
      )}
    </div>
  );
}
