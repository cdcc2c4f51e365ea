import Link from "next/link";
import { buttonClass } from "@/components/ui/button-class.ts";

/** What is said to who comes with an invitation that does not work, whatever the reason. */
export function JoinRefusal({ signedIn }: { signedIn: boolean }) {
  return (
    <div className="flex flex-col gap-4">
      <div>
        <h1 className="text-19">This invitation does not work</h1>
        <p className="mt-1 text-ink-soft">
          It may have expired, been used or been revoked, or the link is not complete. Ask who sent it for a
          new one.
        </p>
      </div>
      <Link href={signedIn ? "/" : "/sign-in"} className={buttonClass({ variant: "primary" })}>
        {signedIn ? "To the workflows" : "Sign in"}
      </Link>
    </div>
  );
}
