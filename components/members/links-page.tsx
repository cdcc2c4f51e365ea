"use client";

import { Link2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { Page } from "@/components/frame/page.tsx";
import { Panel } from "@/components/frame/panel.tsx";
import { WorkspaceLink } from "@/components/frame/workspace-link.tsx";
import { ask } from "@/components/problem/refusal.ts";
import { Badge } from "@/components/ui/badge.tsx";
import { Button } from "@/components/ui/button.tsx";
import { ConfirmDialog } from "@/components/ui/confirm-dialog.tsx";
import { TimeAgo } from "@/components/ui/time-ago.tsx";
import { markHidden } from "@/lib/graph/hidden-characters.ts";
import type { Answer } from "@/lib/views/answer.ts";
import type { LinkRow } from "@/lib/views/share-link.ts";

type Props = {
  links: LinkRow[];
  actions: { revokeLink: (which: { id: string }) => Promise<Answer<object>> };
};

/** The links by which others look at versions: to what, for whom, until when. */
export function LinksPage({ links, actions }: Props) {
  const router = useRouter();
  return (
    <Page
      title="Links"
      description="By a link somebody who is no member looks at one published version, and at nothing else. A link is made among the versions of a workflow, on its page."
    >
      <Panel flush>
        {links.length === 0 ? (
          <p className="p-4 text-ink-soft">None yet.</p>
        ) : (
          <ul aria-label="Links">
            {links.map((link) => (
              <LinkLine
                key={link.id}
                link={link}
                revoke={async () => {
                  const answer = await ask<object>(() => actions.revokeLink({ id: link.id }));
                  if (!answer.ok) throw new Error(answer.message);
                  router.refresh();
                }}
              />
            ))}
          </ul>
        )}
      </Panel>
    </Page>
  );
}

const states = { open: "Open", expired: "Expired", revoked: "Revoked" } as const;

function LinkLine({ link, revoke }: { link: LinkRow; revoke: () => Promise<void> }) {
  const { workflowId, workflowName, version, audience, instructions, fields, by } = link;
  const more = [instructions && "instructions", fields && "fields"].filter(Boolean).join(" and ");
  return (
    <li className="flex min-h-12 flex-wrap items-center gap-x-3 gap-y-1 border-line border-b px-4 py-2 last:border-b-0">
      <Link2 size={16} aria-hidden className="shrink-0 text-ink-faint" />
      <div className="min-w-40 flex-1">
        <p className="wrap-anywhere">
          <WorkspaceLink
            href={`/workflows/${workflowId}?version=${version}`}
            className="font-strong underline decoration-line-strong underline-offset-3 hover:decoration-control"
          >
            {markHidden(workflowName)}
          </WorkspaceLink>
          , version {version}
        </p>
        <p className="wrap-anywhere text-12 text-ink-faint">
          {audience === "anyone" ? "For anyone who has it" : "For people who are signed in"}
          {more !== "" && `, with ${more}`}. {markHidden(by)}, <TimeAgo at={link.createdAt} />
          {link.expiresAt !== null && link.state === "open" && (
            <>
              , open until <TimeAgo at={link.expiresAt} />
            </>
          )}
        </p>
      </div>
      <Badge>{states[link.state]}</Badge>
      {link.state === "open" && (
        <ConfirmDialog
          title="Revoke this link?"
          description="Whoever has it sees nothing any more."
          confirmLabel="Revoke"
          danger
          trigger={<Button size={28}>Revoke</Button>}
          onConfirm={revoke}
        />
      )}
    </li>
  );
}
