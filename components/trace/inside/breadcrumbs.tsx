import { ChevronRight } from "lucide-react";
import type { LiveRun } from "@/components/run/live-run.ts";
import { framesTo } from "@/lib/trace/frames.ts";
import { drawnAt } from "../step-at.ts";
import { useRunSources } from "../use-run-sources.tsx";

type Props = {
  run: LiveRun;
  /** The name of the run's own workflow. */
  name: string;
  inside: number;
  onOpen: (visit: number | null) => void;
};

/** The way from the run's own graph to the one that is shown; each part but the last leads back. */
export function Breadcrumbs({ run, name, inside, onOpen }: Props) {
  const { plan, workflows } = useRunSources();
  const way = framesTo(run.head(), inside).map((visit) => {
    const drawn = drawnAt(plan, workflows, visit);
    return { id: visit.id, title: drawn ? `${drawn.name} v${drawn.version}` : visit.name };
  });
  const outer = [{ id: null, title: name }, ...way.slice(0, -1)];
  return (
    <nav aria-label="Which graph is shown" className="-ml-1 min-w-0">
      <ol className="flex min-w-0 flex-wrap items-center text-12">
        {outer.map(({ id, title }) => (
          <li key={id} className="flex min-w-0 items-center">
            <button
              type="button"
              title={title}
              onClick={() => onOpen(id)}
              className="max-w-56 truncate rounded-mark px-1 py-1 text-ink-soft hover:bg-hover hover:text-ink"
            >
              {title}
            </button>
            <ChevronRight size={12} aria-hidden className="shrink-0 text-ink-faint" />
          </li>
        ))}
        <li aria-current="page" title={way.at(-1)?.title} className="max-w-64 truncate px-1 font-strong">
          {way.at(-1)?.title}
        </li>
      </ol>
    </nav>
  );
}
