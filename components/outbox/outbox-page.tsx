import { Mail, MailOpen } from "lucide-react";
import { Page } from "@/components/frame/page.tsx";
import { WorkspaceLink } from "@/components/frame/workspace-link.tsx";
import { buttonClass } from "@/components/ui/button-class.ts";
import { classNames } from "@/components/ui/class-names.ts";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import { TimeAgo } from "@/components/ui/time-ago.tsx";
import type { Mail as KeptMail, MailRow } from "@/lib/views/mail-row.ts";
import { MailView } from "./mail-view.tsx";

type Props = { mails: MailRow[]; shown: KeptMail | null };

/** Mails that were kept here instead of sent: a list, and the one that is read. */
export function OutboxPage({ mails, shown }: Props) {
  return (
    <Page title="Outbox" width="full">
      {mails.length === 0 ? (
        <EmptyState
          icon={<Mail size={24} aria-hidden />}
          title="No mails yet"
          action={
            <WorkspaceLink href="/" className={buttonClass()}>
              Run a workflow
            </WorkspaceLink>
          }
        >
          Mails of tools without a mail server are kept here instead of sent, so that a team can be tried
          without writing to anybody.
        </EmptyState>
      ) : (
        <div className="flex min-h-0 flex-1">
          <ol
            aria-label="Mails"
            className={classNames(
              "min-h-0 w-full shrink-0 overflow-y-auto border-line md:w-88 md:border-r",
              shown && "hidden md:block",
            )}
          >
            {mails.map((mail) => (
              <li key={mail.id}>
                <MailLine mail={mail} current={mail.id === shown?.id} />
              </li>
            ))}
          </ol>
          {shown ? (
            <MailView mail={shown} />
          ) : (
            <div className="hidden flex-1 items-center justify-center md:flex">
              <EmptyState icon={<MailOpen size={24} aria-hidden />} title="Choose a mail to read it" />
            </div>
          )}
        </div>
      )}
    </Page>
  );
}

function MailLine({ mail, current }: { mail: MailRow; current: boolean }) {
  return (
    <WorkspaceLink
      href={`/outbox?mail=${mail.id}`}
      aria-current={current ? "true" : undefined}
      className={classNames(
        "block border-line border-b px-4 py-2",
        current ? "bg-accent-wash shadow-[inset_2px_0_0_var(--accent)]" : "hover:bg-hover",
      )}
    >
      <span className="flex items-baseline gap-2">
        <span className="min-w-0 flex-1 truncate text-12 text-ink-soft">{mail.to}</span>
        <TimeAgo at={mail.at} className="shrink-0 text-11 text-ink-faint" />
      </span>
      <span className="block truncate font-strong">{mail.subject || "(no subject)"}</span>
    </WorkspaceLink>
  );
}
