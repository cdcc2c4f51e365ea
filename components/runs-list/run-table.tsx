"use client";

import { Pin } from "lucide-react";
import { useRouter } from "next/navigation";
import { WorkspaceLink } from "@/components/frame/workspace-link.tsx";
import { OutcomeMark } from "@/components/run/outcome-mark.tsx";
import { Badge } from "@/components/ui/badge.tsx";
import { Duration, Money, TokenCount } from "@/components/ui/quantity.tsx";
import { StateMark } from "@/components/ui/state-mark.tsx";
import { Cell, HeadCell, Row, Table } from "@/components/ui/table.tsx";
import { TimeAgo } from "@/components/ui/time-ago.tsx";
import type { RunRow } from "@/lib/views/run-row.ts";
import { RunMenu, type RunMenuActions } from "./run-menu.tsx";

/** Runs as rows; the whole row leads to the run. On narrow screens the figures give way to what happened. */
export function RunTable({ runs, actions }: { runs: RunRow[]; actions: RunMenuActions }) {
  return (
    <Table label="Runs">
      <thead>
        <tr>
          <HeadCell>State</HeadCell>
          <HeadCell>Workflow</HeadCell>
          <HeadCell className="hidden sm:table-cell">Started</HeadCell>
          <HeadCell numeric className="hidden sm:table-cell">
            Took
          </HeadCell>
          <HeadCell numeric className="hidden md:table-cell">
            Cost
          </HeadCell>
          <HeadCell numeric className="hidden lg:table-cell">
            Tokens
          </HeadCell>
          <HeadCell className="w-8">
            <span className="sr-only">More</span>
          </HeadCell>
        </tr>
      </thead>
      <tbody>
        {runs.map((run) => (
          <RunLine key={run.id} run={run} actions={actions} />
        ))}
      </tbody>
    </Table>
  );
}

function RunLine({ run, actions }: { run: RunRow; actions: RunMenuActions }) {
  const router = useRouter();
  const ended = run.durationMs !== null;
  return (
    <Row className="relative">
      <Cell className="w-28 align-top">
        <OutcomeMark status={run.status} inside={run.inside} />
      </Cell>
      <Cell className="w-full max-w-0 align-top">
        <span className="flex items-baseline gap-x-2 max-sm:flex-wrap">
          <WorkspaceLink
            href={`/runs/${run.id}`}
            className="min-w-0 truncate outline-none after:absolute after:inset-0 focus-visible:after:outline-2 focus-visible:after:outline-focus focus-visible:after:-outline-offset-2"
          >
            {run.workflowName}
          </WorkspaceLink>
          {run.mode === "simulated" && <StateMark state="simulated" />}
          {run.recorded && <Badge>Came with Tutti</Badge>}
          {run.pinned && (
            <span title="Pinned: kept for good" className="shrink-0 self-center text-ink-faint">
              <Pin size={12} aria-hidden />
              <span className="sr-only">Pinned</span>
            </span>
          )}
        </span>
        {run.failure && (
          <span className="block truncate text-12 text-failed" title={run.failure}>
            {run.failedStep && `${run.failedStep}: `}
            {run.failure}
          </span>
        )}
        <TimeAgo at={run.startedAt} className="block text-12 text-ink-faint sm:hidden" />
      </Cell>
      <Cell className="hidden whitespace-nowrap align-top text-12 text-ink-soft sm:table-cell">
        <TimeAgo at={run.startedAt} />
      </Cell>
      <Cell numeric className="hidden align-top sm:table-cell">
        {run.durationMs === null ? "–" : <Duration ms={run.durationMs} />}
      </Cell>
      <Cell numeric className="hidden align-top md:table-cell">
        {ended ? <Cost run={run} /> : "–"}
      </Cell>
      <Cell numeric className="hidden align-top lg:table-cell">
        {ended ? <TokenCount count={run.inputTokens + run.outputTokens} unit={false} /> : "–"}
      </Cell>
      <Cell className="relative z-1 w-8 py-px pr-2 pl-0 align-top leading-none">
        <RunMenu
          run={{ id: run.id, name: run.workflowName, ended, pinned: run.pinned }}
          actions={actions}
          onPinned={() => router.refresh()}
          onDeleted={() => router.refresh()}
        />
      </Cell>
    </Row>
  );
}

/** What it cost; a simulated run cost nothing, and says quietly what it would have. */
function Cost({ run: { mode, costNanos } }: { run: RunRow }) {
  if (mode === "real" || costNanos === null) return <Money nanoDollars={costNanos} label={false} />;
  return (
    <span title="What it would have cost with a real model">
      <span className="sr-only">would have cost </span>
      <Money nanoDollars={costNanos} label={false} className="text-ink-faint" />
    </span>
  );
}
