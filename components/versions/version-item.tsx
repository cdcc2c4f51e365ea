import type { ReactNode } from "react";
import { WorkspaceLink } from "@/components/frame/workspace-link.tsx";
import { Badge } from "@/components/ui/badge.tsx";
import { Button } from "@/components/ui/button.tsx";
import { TimeAgo } from "@/components/ui/time-ago.tsx";
import { markHidden } from "@/lib/graph/hidden-characters.ts";
import type { UsedVersion, VersionRow, VersionUser } from "@/lib/views/workflow-version.ts";

type Props = {
  row: VersionRow;
  onOpen: () => void;
  /** Absent: the person may not draw. */
  onRestore?: (() => void) | undefined;
  onCompare: () => void;
  /** Absent: the person may not make links. */
  onShare?: (() => void) | undefined;
};

/** A version in the list: what is new in it, who published it, what it uses and what uses it. */
export function VersionItem({ row, onOpen, onRestore, onCompare, onShare }: Props) {
  const { version, note, by, at, isNewest, nodes, uses, usedBy } = row;
  return (
    <article aria-label={`Version ${version}`} className="flex flex-col gap-1 py-3">
      <header className="flex items-center gap-2">
        <h3 className="font-strong text-13">Version {version}</h3>
        {isNewest && <Badge>newest</Badge>}
      </header>
      {note !== "" && <p className="wrap-anywhere whitespace-pre-wrap text-13">{markHidden(note)}</p>}
      <p className="text-12 text-ink-faint">
        {by}, <TimeAgo at={at} />, {nodes === 1 ? "1 node" : `${nodes} nodes`}
      </p>
      {uses.length > 0 && (
        <Others words="Uses">
          {uses.map((used) => (
            <li key={`${used.version} ${used.id}`}>
              <UsedLink used={used} />
            </li>
          ))}
        </Others>
      )}
      {usedBy.length > 0 && (
        <Others words="Used by">
          {usedBy.map((user) => (
            <li key={`${user.version} ${user.id}`}>
              <UserLink user={user} />
            </li>
          ))}
        </Others>
      )}
      <div className="-ml-2.5 flex flex-wrap gap-1">
        <Button size={28} variant="ghost" aria-label={`Open version ${version}`} onClick={onOpen}>
          Open
        </Button>
        <Button size={28} variant="ghost" aria-label={`Compare version ${version}`} onClick={onCompare}>
          Compare
        </Button>
        {onShare && (
          <Button size={28} variant="ghost" aria-label={`Share version ${version}`} onClick={onShare}>
            Share
          </Button>
        )}
        {onRestore && (
          <Button size={28} variant="ghost" aria-label={`Restore version ${version}`} onClick={onRestore}>
            Restore
          </Button>
        )}
      </div>
    </article>
  );
}

function Others({ words, children }: { words: string; children: ReactNode }) {
  return (
    <div className="flex gap-1.5 text-12 text-ink-soft">
      <span className="shrink-0 text-ink-faint">{words}</span>
      <ul className="min-w-0 flex-1">{children}</ul>
    </div>
  );
}

const linkClass =
  "wrap-anywhere underline decoration-line-strong underline-offset-3 hover:decoration-control";

function UsedLink({ used: { id, name, version, deleted } }: { used: UsedVersion }) {
  if (name === null) return <>version {version} of a workflow that isn't here</>;
  if (deleted) return <>{`${markHidden(name)}, version ${version} (deleted)`}</>;
  return (
    <>
      <WorkspaceLink href={`/workflows/${id}?version=${version}`} className={linkClass}>
        {markHidden(name)}
      </WorkspaceLink>
      , version {version}
    </>
  );
}

function UserLink({ user: { id, name, version, deleted } }: { user: VersionUser }) {
  const where = version === null ? "in its draft" : `in version ${version}`;
  if (deleted) return <>{`${markHidden(name)} (deleted), ${where}`}</>;
  const href = `/workflows/${id}${version === null ? "" : `?version=${version}`}`;
  return (
    <>
      <WorkspaceLink href={href} className={linkClass}>
        {markHidden(name)}
      </WorkspaceLink>
      , {where}
    </>
  );
}
