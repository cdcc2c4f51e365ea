/** A published workflow as the choice of a node; times are epoch ms. */
export type UsableWorkflow = {
  id: string;
  name: string;
  /** The newest first. */
  versions: UsableVersion[];
};

/** `why`: in a sentence why the node can't run this version; null where it can. */
export type UsableVersion = { version: number; note: string; at: number; why: string | null };
