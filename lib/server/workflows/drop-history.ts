import type { Database } from "../../adapters/store/database.ts";

/** A workflow's history keeps its latest edits, with what takes them back, up to so many bytes. */
export const HISTORY_BYTES = 20_000_000;

/**
 * Takes the text from the oldest entries of histories that have grown beyond `HISTORY_BYTES`; gives of how many. The
 * entries stay, so that an edit that comes again is known.
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
