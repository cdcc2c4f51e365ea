/** A published workflow as the choice of a node; times are epoch ms. */
export type UsableWorkflow = {
  id: string;
  name: string;
  /** The newest first. */
  versions: { version: number; note: string; at: number }[];
  latest: number;
  /** Whether the node may run it; `why` says in a sentence why not. */
  usable: boolean;
  why: string | null;
};
