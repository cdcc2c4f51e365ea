import { ChevronLeft } from "lucide-react";
import { WorkspaceLink } from "@/components/frame/workspace-link.tsx";
import { buttonClass } from "@/components/ui/button-class.ts";
import { TimeAgo } from "@/components/ui/time-ago.tsx";
import type { MailRow } from "@/lib/views/mail-row.ts";

/** One mail, as text: what a model wrote is never taken for HTML. */
export function MailView({ mail }: { mail: MailRow & { body: string } }) {
  return (
    <article
      aria-labelledby="mail-subject"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling area must be reachable by keyboard
      tabIndex={0}
      className="min-h-0 min-w-0 flex-1 overflow-y-auto bg-surface focus-visible:-outline-offset-2"
    >
      <div className="mx-auto max-w-180 px-4 py-6 sm:px-8">
        <WorkspaceLink
          href="/outbox"
          className={`${buttonClass({ variant: "ghost", size: 28 })} -ml-2 mb-3 md:hidden`}
        >
          <ChevronLeft size={14} aria-hidden />
          All mails
        </WorkspaceLink>
        <h2 id="mail-subject" className="wrap-anywhere text-19">
          {mail.subject || "(no subject)"}
        </h2>
        <dl className="mt-3 grid grid-cols-[auto_1fr] gap-x-4 gap-y-0.5 border-line border-b pb-4 text-12">
          <dt className="text-ink-faint">To</dt>
          <dd className="figures wrap-anywhere">{mail.to}</dd>
          <dt className="text-ink-faint">From</dt>
          <dd className="figures wrap-anywhere">{mail.from}</dd>
          <dt className="text-ink-faint">Kept</dt>
          <dd>
            <TimeAgo at={mail.at} />, not sent
            {mail.runId && (
              <>
                {" · "}
                <WorkspaceLink href={`/runs/${mail.runId}`} className="underline hover:text-ink">
                  See the run
                </WorkspaceLink>
              </>
            )}
          </dd>
        </dl>
        <p className="wrap-anywhere mt-4 whitespace-pre-wrap text-15">{mail.body}</p>
      </div>
    </article>
  );
}
