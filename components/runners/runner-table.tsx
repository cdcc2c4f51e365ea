import { Cpu, Server } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { Badge } from "@/components/ui/badge.tsx";
import { formatWholeSeconds } from "@/components/ui/format-duration.ts";
import { formatTimeAgo } from "@/components/ui/format-time.ts";
import { StateMark, type StateName } from "@/components/ui/state-mark.tsx";
import { Cell, HeadCell, Table } from "@/components/ui/table.tsx";
import { TimeAgo } from "@/components/ui/time-ago.tsx";
import type { RunnerRow } from "./runner-list.ts";

type Props = {
  runners: readonly RunnerRow[];
  /** Now, epoch ms by the database's clock. */
  at: number;
};

/** Runners as rows, each with the runs that it holds under it. On narrow screens the times stand under the name. */
export function RunnerTable({ runners, at }: Props) {
  return (
    <Table label="Runners">
      <thead>
        <tr>
          <HeadCell>Runner</HeadCell>
          <HeadCell>State</HeadCell>
          <HeadCell>Slots in use</HeadCell>
          <HeadCell className="hidden md:table-cell">At work since</HeadCell>
          <HeadCell className="hidden md:table-cell">Last sign of life</HeadCell>
        </tr>
      </thead>
      {runners.map((runner) => (
        <RunnerLines key={runner.id} runner={runner} at={at} />
      ))}
    </Table>
  );
}

function RunnerLines({ runner, at }: { runner: RunnerRow; at: number }) {
  const { name, kind, here, older, seenAt, startedAt, held, refused } = runner;
  const Icon = kind === "server" ? Server : Cpu;
  const notes = notesOf(runner, at);
  const plain = "border-b-0 align-top";
  return (
    <tbody className="group/runner">
      <tr>
        <Cell className={`w-full max-w-0 ${plain}`}>
          <span className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1">
            <Icon size={14} strokeWidth={1.75} aria-hidden className="shrink-0 text-ink-faint" />
            <span className="figures wrap-anywhere min-w-0 text-12">{name}</span>
            <Badge>{here ? "this server" : kind}</Badge>
            {older && <Badge tone="waiting">older Tutti</Badge>}
          </span>
          <span className="mt-0.5 block text-12 text-ink-faint md:hidden">
            since <TimeAgo at={startedAt} />, seen {formatTimeAgo(seenAt, at)}
          </span>
        </Cell>
        <Cell className={`whitespace-nowrap ${plain}`}>
          <State runner={runner} />
        </Cell>
        <Cell className={`whitespace-nowrap ${plain}`}>
          <Slots held={held} slots={runner.slots} />
        </Cell>
        <Cell className={`hidden whitespace-nowrap text-12 text-ink-soft md:table-cell ${plain}`}>
          <TimeAgo at={startedAt} />
        </Cell>
        <Cell className={`hidden whitespace-nowrap text-12 text-ink-soft md:table-cell ${plain}`}>
          {formatTimeAgo(seenAt, at)}
        </Cell>
      </tr>
      <tr>
        <td
          colSpan={5}
          className="border-line border-b px-3 pb-2 pl-[34px] text-12 text-ink-soft group-last/runner:border-b-0"
        >
          <div className="flex flex-col gap-1">
            {notes.map((note) => (
              <p key={note}>{note}</p>
            ))}
            {refused > 0 && (
              <p title="It had been silent, and another runner had taken the run meanwhile.">
                {refused === 1 ? "1 late write was refused." : `${refused} late writes were refused.`}
              </p>
            )}
            {held > 0 && <HeldRuns runner={runner} at={at} />}
          </div>
        </td>
      </tr>
    </tbody>
  );
}

function State({ runner: { lost, draining, held, slots } }: { runner: RunnerRow }) {
  const [state, word]: [StateName, string] = lost
    ? ["lost", "Lost"]
    : draining
      ? ["waiting", "Ending"]
      : held === 0
        ? ["idle", "Free"]
        : held < slots
          ? ["running", "At work"]
          : ["running", "Full"];
  return <StateMark state={state} word={word} />;
}

function Slots({ held, slots }: { held: number; slots: number }) {
  return (
    <span className="flex items-center gap-2">
      <span aria-hidden className="hidden h-1.5 w-20 overflow-hidden rounded-full bg-pressed sm:block">
        <span
          style={{ width: `${Math.min(100, (held / slots) * 100)}%` }}
          className="block h-full rounded-full bg-ink-soft"
        />
      </span>
      <span className="figures text-12">
        {held} <span className="font-sans text-ink-faint">of</span> {slots}
      </span>
    </span>
  );
}

function notesOf({ lost, draining, held, seenAt, older }: RunnerRow, at: number): string[] {
  const notes: string[] = [];
  if (lost)
    notes.push(
      `No sign of life for ${formatWholeSeconds(at - seenAt)}. ${held === 0 ? "Others go on with what it had." : "What stands in its name goes to another runner within seconds."}`,
    );
  if (draining && !lost) notes.push("It was asked to end: it gives its runs back and takes no more.");
  if (older && !lost) notes.push("It leaves runs of the newer version to newer runners.");
  return notes;
}

/** The runs of this workspace by name; those of others as a number. */
function HeldRuns({ runner: { runs, own, held }, at }: { runner: RunnerRow; at: number }) {
  const rest: ReactNode[] = [];
  if (own > runs.length) rest.push(`${own - runs.length} more`);
  if (held > own)
    rest.push(held - own === 1 ? "1 of another workspace" : `${held - own} of other workspaces`);
  return (
    <ul aria-label="Runs that it holds" className="flex flex-wrap gap-x-4 gap-y-1">
      {runs.map((run) => (
        <li key={run.id} className="flex min-w-0 items-baseline gap-1.5">
          <Link
            href={`/runs/${run.id}`}
            className="min-w-0 truncate text-ink underline decoration-transparent underline-offset-3 transition-colors hover:decoration-control"
          >
            {run.name}
          </Link>
          <span className="figures whitespace-nowrap text-ink-faint">
            {formatWholeSeconds(at - run.startedAt)}
          </span>
        </li>
      ))}
      {rest.map((words) => (
        <li key={String(words)} className="text-ink-faint">
          {words}
        </li>
      ))}
    </ul>
  );
}
