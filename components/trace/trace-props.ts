import type { RunMenuActions } from "@/components/runs-list/run-menu.tsx";
import type { RunEvent } from "@/lib/run/event.ts";
import type { Answer } from "@/lib/views/answer.ts";
import type { RunHeader } from "@/lib/views/run-header.ts";

/** All that the page of one run gets from outside. */
export type TracePageProps = {
  header: RunHeader;
  /** The events so far, in order from the first. */
  events: RunEvent[];
  /** `/api/w/<slug>/runs`: the event stream is under `/<id>/events`, values under `/<id>/values/<hash>`. */
  runsUrl: string;
  /** Starts the same workflow as it is now with this run's input; null when that is not possible. */
  runAgain: (() => Promise<Answer<{ runId: string }>>) | null;
  cancel: (() => Promise<Answer<object>>) | null;
  menu: RunMenuActions;
};
