import type { SqlTrial, SqlTried } from "../../../graph/sql-trial.ts";
import { connected, type ToolMeans } from "../perform-tool.ts";
import { ToolProblem } from "../tool-problem.ts";
import { authorStatement, sqlKinds, targetOf } from "./perform-sql.ts";
import type { SqlReply, SqlRequest } from "./request.ts";

const LIMITS = { maxRows: 20, maxBytes: 200_000, timeoutMs: 10_000 };

type Means = Pick<ToolMeans, "openConnection" | "maskOf" | "sqlProcesses" | "ownDatabaseUrl">;

/**
 * Tries a statement with the guards that hold in a run, and changes nothing: a reading one runs and gives its first rows, a
 * changing one is read by the database alone.
 */
export async function trySql(workspaceId: string, trial: SqlTrial, means: Means): Promise<SqlTried> {
  const mask = await means.maskOf(workspaceId);
  const tried = await attempt(workspaceId, trial, means).catch((error: unknown): SqlTried => {
    if (error instanceof ToolProblem)
      return { tried: "failed", message: error.failure.message, at: error.at };
    throw error;
  });
  // A mask keeps the shape of what it masks.
  return mask.json(tried) as SqlTried;
}

async function attempt(workspaceId: string, trial: SqlTrial, means: Means): Promise<SqlTried> {
  const connection = await connected({ workspaceId, name: "The statement" }, trial, sqlKinds, means);
  if (connection === null) throw new ToolProblem("tool-not-configured", "Choose a database first.");
  const ownUrl = means.ownDatabaseUrl;
  const request: SqlRequest = {
    work: trial.form === "read" ? "read" : "check",
    target: targetOf({ connection, processes: means.sqlProcesses, ownUrl }),
    limits: LIMITS,
    ...authorStatement(trial.statement, trial.parameters),
  };
  const end = await means.sqlProcesses.run(request, new AbortController().signal);
  if (end.end === "answered") return shown(end.reply);
  throw new ToolProblem(
    "timeout",
    end.end === "died"
      ? "The process that ran the statement ended before it answered, most likely for lack of memory."
      : `The statement took longer than ${LIMITS.timeoutMs / 1_000} s and was stopped.`,
  );
}

function shown(reply: SqlReply): SqlTried {
  switch (reply.kind) {
    case "rows": {
      const { rows, truncated, notes = [] } = reply.rows;
      return { tried: "rows", rows, truncated: truncated !== null, notes };
    }
    case "checked":
      return { tried: "checked" };
    case "failed":
      return { tried: "failed", message: reply.failure.message, at: reply.at };
    case "ready":
    case "receipt":
    case "committing":
      throw new Error(`expected rows from the SQL process, got ${reply.kind}`);
  }
}
