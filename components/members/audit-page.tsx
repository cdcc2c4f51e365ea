"use client";

import { Download } from "lucide-react";
import { Page } from "@/components/frame/page.tsx";
import { Panel } from "@/components/frame/panel.tsx";
import { useWorkspaceApi } from "@/components/frame/workspace-context.ts";
import { WorkspaceLink } from "@/components/frame/workspace-link.tsx";
import { buttonClass } from "@/components/ui/button-class.ts";
import { Cell, HeadCell, Row, Table } from "@/components/ui/table.tsx";
import { TimeAgo } from "@/components/ui/time-ago.tsx";
import { markHidden } from "@/lib/graph/hidden-characters.ts";
import type { AuditEntry } from "@/lib/views/audit-entry.ts";
import { auditWords, factWords } from "./audit-words.ts";

type Props = {
  entries: AuditEntry[];
  /** How many are shown at a time. */
  shown: number;
};

/** Who changed what about people, rights, connections and versions, the latest first. */
export function AuditPage({ entries, shown }: Props) {
  const file = useWorkspaceApi("/audit");
  const oldest = entries.at(-1);
  return (
    <Page
      title="Audit"
      description="Every change of people, roles, invitations, connections, prices and versions, and everything that was deleted. Entries are chained by their hashes, so that one that is changed or left out later can be found. What was drawn is in each workflow's history, what runs did is in their recordings."
      actions={
        <a href={file} download className={buttonClass()}>
          <Download size={14} aria-hidden />
          Keep as a file
        </a>
      }
    >
      <Panel flush>
        <Table label="Audit">
          <thead>
            <tr>
              <HeadCell>When</HeadCell>
              <HeadCell>Who</HeadCell>
              <HeadCell>What</HeadCell>
              <HeadCell>Before</HeadCell>
              <HeadCell>After</HeadCell>
              <HeadCell>From</HeadCell>
            </tr>
          </thead>
          <tbody>
            {entries.map(({ seq, at, by, what, about, before, after, address }) => (
              <Row key={seq}>
                <Cell className="whitespace-nowrap text-12 text-ink-soft">
                  <TimeAgo at={at} />
                </Cell>
                <Cell className="wrap-anywhere min-w-32">{markHidden(by.name)}</Cell>
                <Cell className="wrap-anywhere min-w-48">
                  {auditWords[what]} <span className="font-strong">{markHidden(about.name)}</span>
                </Cell>
                <Cell className="wrap-anywhere min-w-32 text-12 text-ink-soft">{factWords(before)}</Cell>
                <Cell className="wrap-anywhere min-w-56 text-12 text-ink-soft">{factWords(after)}</Cell>
                <Cell className="figures text-12 text-ink-faint">{address}</Cell>
              </Row>
            ))}
          </tbody>
        </Table>
      </Panel>
      {oldest && entries.length === shown && oldest.seq > 1 && (
        <div className="mt-4">
          <WorkspaceLink href={`/audit?before=${oldest.seq}`} className={buttonClass()}>
            Earlier
          </WorkspaceLink>
        </div>
      )}
    </Page>
  );
}
