import { Cpu, Server } from "lucide-react";
import { WorkspaceLink } from "@/components/frame/workspace-link.tsx";
import { Badge } from "@/components/ui/badge.tsx";
import { classNames } from "@/components/ui/class-names.ts";
import { formatWholeSeconds } from "@/components/ui/format-duration.ts";
import { formatTimeAgo } from "@/components/ui/format-time.ts";
import { StateMark, type StateName } from "@/components/ui/state-mark.tsx";
import { TimeAgo } from "@/components/ui/time-ago.tsx";
import type { RunnerRow } from "@/lib/views/runner-list.ts";

type Props = {
  runners: readonly RunnerRow[];
  /** Now, epoch ms by the database's clock. */
  at: number;
};

const columns = "md:grid md:grid-cols-[minmax(0,1fr)_88px_148px_96px_104px] md:items-center md:gap-x-4";

/** Runners as lines under a head, each with the runs that it holds; on narrow screens its facts follow its name. */
export function RunnerLines({ runners, at }: Props) {
  return (
    <>
      <div
        aria-hidden
        className={classNames("hidden h-8 border-line border-b px-4 text-12 text-ink-faint", columns)}
      >
        <span>Runner</span>
        <span>State</span>
        <span>Slots in use</span>
        <span>Started</span>
        <span>Sign of life</span>
      </div>
      <ul aria-label="Runners">
        {runners.map((runner) => (
          <li key={runner.id} className="border-line border-b px-4 py-2 last:border-b-0">
            <RunnerFacts runner={runner} at={at} />
            <HeldRuns runner={runner} at={at} />
          </li>
        ))}
      </ul>
      {runners.some(({ older }) => older) && (
        <p className="border-line border-t px-4 py-2 text-12 text-ink-soft">
          Runners of an older Tutti leave runs of the newer version to newer runners.
        </p>
      )}
    </>
  );
}

function RunnerFacts({ runner, at }: { runner: RunnerRow; at: number }) {
  const { name, kind, here, older, seenAt, startedAt } = runner;
  const Icon = kind === "server" ? Server : Cpu;
  return (
    <div className={classNames("flex flex-wrap items-center gap-x-4 gap-y-1 text-12 text-ink-soft", columns)}>
      <span className="flex min-w-0 items-center gap-2 max-md:basis-full">
        <Icon size={14} strokeWidth={1.75} aria-hidden className="shrink-0 text-ink-faint" />
        <span title={name} className="figures min-w-0 truncate text-ink">
          {name}
        </span>
        {(here || kind === "server") && <Badge>{here ? "this server" : "server"}</Badge>}
        {older && <Badge tone="waiting">older Tutti</Badge>}
      </span>
      <State runner={runner} />
      <Slots runner={runner} />
      <span>
        <span className="md:sr-only">started </span>
        <TimeAgo at={startedAt} />
      </span>
      <span className="max-md:hidden">
        <span className="sr-only">seen </span>
        {formatTimeAgo(seenAt, at)}
      </span>
    </div>
  );
}

function State({ runner: { lost, draining, busy, slots } }: { runner: RunnerRow }) {
  const [state, word]: [StateName, string] = lost
    ? ["lost", "Lost"]
    : draining
      ? ["waiting", "Ending"]
      : busy === 0
        ? ["idle", "Free"]
        : ["running", busy < slots ? "At work" : "Full"];
  return <StateMark state={state} word={word} />;
}

function Slots({ runner: { busy, slots } }: { runner: RunnerRow }) {
  return (
    <span className="flex items-center gap-2 whitespace-nowrap">
      <span aria-hidden className="hidden h-1.5 w-20 overflow-hidden rounded-full bg-pressed md:block">
        <span
          style={{ width: `${Math.min(100, (busy / slots) * 100)}%` }}
          className="block h-full rounded-full bg-ink-soft"
        />
      </span>
      <span className="tabular-nums">
        {busy} of {slots}
        <span className="md:sr-only"> slots</span>
      </span>
    </span>
  );
}

/** What there is to say of a runner, and what it holds: this workspace's runs by name, those of others as a number. */
function HeldRuns({ runner, at }: { runner: RunnerRow; at: number }) {
  const { runs, own, busy } = runner;
  const rest = [
    ...(own > runs.length ? [`${own - runs.length} more`] : []),
    ...(busy - own === 1 ? ["1 of another workspace"] : []),
    ...(busy - own > 1 ? [`${busy - own} of other workspaces`] : []),
  ];
  return (
    <div className="flex flex-col gap-1 pl-[22px] text-12 text-ink-soft not-empty:mt-1">
      {notesOf(runner, at).map((note) => (
        <p key={note}>{note}</p>
      ))}
      {busy > 0 && (
        <ul aria-label="Runs that it holds" className="flex flex-wrap gap-x-4 gap-y-1">
          {runs.map((run) => (
            <li key={run.id} className="flex min-w-0 items-baseline gap-1.5">
              <WorkspaceLink
                href={`/runs/${run.id}`}
                title={run.name}
                className="min-w-0 max-w-64 truncate text-ink underline decoration-line-strong underline-offset-3 transition-colors hover:decoration-control"
              >
                {run.name}
              </WorkspaceLink>
              <span className="whitespace-nowrap text-ink-faint tabular-nums">
                {formatWholeSeconds(at - run.startedAt)}
              </span>
            </li>
          ))}
          {rest.map((words) => (
            <li key={words} className="text-ink-faint">
              {words}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function notesOf({ lost, draining, busy, seenAt, refused }: RunnerRow, at: number): string[] {
  const notes: string[] = [];
  if (lost)
    notes.push(
      `No sign of life for ${formatWholeSeconds(at - seenAt)}. ${
        busy === 0
          ? "Others go on with what it had."
          : "What stands in its name goes to another runner within seconds."
      }`,
    );
  else if (draining) notes.push("It was asked to end: it gives its runs back and takes no more.");
  if (refused > 0)
    notes.push(
      `${refused === 1 ? "1 late write was" : `${refused} late writes were`} refused: it had been silent, and another runner had taken the run.`,
    );
  return notes;
}
