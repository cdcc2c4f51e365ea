import type { Database } from "../../adapters/store/database.ts";

/** How many bytes of its latest edits, with their inverses, a workflow's history keeps. */
export const HISTORY_BYTES = 20_000_000;

/**
 * Removes the text of the oldest entries of histories that have grown beyond `HISTORY_BYTES`; returns how many. The
 * entries themselves stay, so that an edit sent twice is recognised.
 */
export async function dropOldHistory(db: Database): Promise<number> {
  return db.$executeRaw`
    WITH large AS (
      SELECT "workflowId" FROM workflow_edit GROUP BY 1
      HAVING sum(octet_length(edit) + octet_length(inverse)) > ${HISTORY_BYTES}
    ), summed AS (
      SELECT "workflowId", seq, sum(octet_length(edit) + octet_length(inverse))
        OVER (PARTITION BY "workflowId" ORDER BY seq DESC) AS bytes
      FROM workflow_edit JOIN large USING ("workflowId")
    )
    UPDATE workflow_edit AS old SET edit = NULL, inverse = NULL
    FROM summed
    WHERE old."workflowId" = summed."workflowId" AND old.seq = summed.seq
      AND summed.bytes > ${HISTORY_BYTES} AND old.edit IS NOT NULL`;
}
