/** What is left of a run that was deleted. Times are epoch ms. */
export type DeletedRun = {
  workflowName: string;
  startedAt: number;
  deletedAt: number;
  /** The person's name, or null: it was older than runs are kept. */
  by: string | null;
};
