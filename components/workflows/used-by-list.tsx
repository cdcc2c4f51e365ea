import { markHidden } from "@/lib/graph/hidden-characters.ts";
import type { VersionUser } from "@/lib/views/workflow-version.ts";

const MOST = 8;

/** What uses a workflow that is about to be deleted, and what becomes of it. */
export function UsedByList({ users }: { users: readonly VersionUser[] }) {
  const shown = users.slice(0, MOST);
  const more = users.length - shown.length;
  return (
    <>
      <p>Other workflows use it:</p>
      <ul className="my-2 list-disc pl-5">
        {shown.map(({ id, name, version, usesVersion }) => (
          <li key={`${id} ${version} ${usesVersion}`} className="wrap-anywhere">
            {markHidden(name)}, {version === null ? "in its draft" : `in version ${version}`}, uses version{" "}
            {usesVersion}
          </li>
        ))}
        {more > 0 && <li>and {more} more</li>}
      </ul>
      <p>
        They go on working with the versions that they use, and their nodes say that it was deleted. It can't
        be chosen any more.
      </p>
    </>
  );
}
