import type { ReactNode } from "react";
import { formatBytes } from "@/components/ui/format-bytes.ts";
import { TimeAgo } from "@/components/ui/time-ago.tsx";
import type { Settings } from "@/lib/views/settings.ts";

/** How much there is, and since when. */
export function StoredNumbers({ settings }: { settings: Settings }) {
  const { runs, pinnedRuns, oldestRunAt, deletedRuns, logBytes, databaseBytes, engine, dataDir } = settings;
  return (
    <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-6 gap-y-1.5">
      <Line name="Runs">
        <span className="figures">{runs.toLocaleString("en")}</span>
        {pinnedRuns > 0 && <Quiet>{pinnedRuns.toLocaleString("en")} pinned</Quiet>}
        {deletedRuns > 0 && <Quiet>{deletedRuns.toLocaleString("en")} deleted so far</Quiet>}
      </Line>
      <Line name="Oldest run">{oldestRunAt === null ? "none yet" : <TimeAgo at={oldestRunAt} />}</Line>
      <Line name="Logs of all runs">
        <span className="figures">{formatBytes(logBytes)}</span>
        <Quiet>of {formatBytes(databaseBytes)} in the database</Quiet>
      </Line>
      <Line name="Database">
        {engine === "pglite" ? (
          <span>
            Built in
            {dataDir !== null && (
              <>
                , at <code className="figures wrap-anywhere text-12">{dataDir}</code>
              </>
            )}
          </span>
        ) : (
          "PostgreSQL"
        )}
      </Line>
    </dl>
  );
}

function Line({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-soft">{name}</dt>
      <dd className="flex min-w-0 flex-wrap items-baseline gap-x-3">{children}</dd>
    </>
  );
}

const Quiet = ({ children }: { children: ReactNode }) => (
  <span className="text-12 text-ink-faint">{children}</span>
);
