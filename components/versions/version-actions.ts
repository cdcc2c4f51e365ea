import type { Change } from "@/lib/graph/diff/change.ts";
import type { Answer } from "@/lib/views/answer.ts";
import type { NewLink } from "@/lib/views/share-link.ts";
import type { CompareVersions, ReadVersion, VersionList } from "@/lib/views/workflow-version.ts";

/** What the page of a workflow can do with its versions. */
export type VersionActions = {
  list: () => Promise<Answer<VersionList>>;
  publish: (wanted: { note: string; seq: number }) => Promise<Answer<{ version: number }>>;
  read: (version: number) => Promise<Answer<ReadVersion>>;
  share: (wanted: Omit<NewLink, "workflowId">) => Promise<Answer<{ token: string }>>;
  compare: (pair: Omit<CompareVersions, "workflowId">) => Promise<Answer<{ changes: Change[] }>>;
};
