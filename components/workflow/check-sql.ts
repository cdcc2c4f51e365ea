import { z } from "zod";
import { post } from "@/components/problem/post.ts";
import type { CheckSql } from "./workflow-props.ts";

/** A database that does not answer is given up on by the server before this, ms. */
const PATIENCE_MS = 30_000;

const Checked = z.object({ refused: z.string().nullable() });

/** Asks the database of a connection about a statement, by its route `<connectionsUrl>/<id>/statement`. */
export function checkSqlBy(connectionsUrl: string): CheckSql {
  return async ({ connectionId, form, statement }) => {
    const url = `${connectionsUrl}/${encodeURIComponent(connectionId)}/statement`;
    const answer = await post(url, { body: { form, statement }, timeoutMs: PATIENCE_MS });
    return answer.ok ? { ok: true, ...Checked.parse(answer.json) } : answer;
  };
}
