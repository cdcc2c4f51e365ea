import type { WorkflowDocument } from "../graph/graph.ts";

/** A published version that a run visits, as it was drawn. `plan`: the id that its plan has among those of the run. */
export type DrawnWorkflow = {
  plan: string;
  id: string;
  version: number;
  name: string;
  document: WorkflowDocument;
};
