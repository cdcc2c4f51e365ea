import type { Json } from "../../../graph/json.ts";
import type { SqlCheck, SqlTrial, SqlTried } from "../../../graph/sql-trial.ts";
import { connected, type ToolMeans } from "../perform-tool.ts";
import { ToolProblem, type ToolProblemCode } from "../tool-problem.ts";
import { authorStatement, sqlKinds, targetOf } from "./perform-sql.ts";
import type { SqlReply, SqlRequest } from "./request.ts";

const LIMITS = { maxRows: 20, maxBytes: 200_000, timeoutMs: 10_000 };

type Means = Pick<ToolMeans, "openConnection" | "maskOf" | "sqlProcesses" | "ownDatabaseUrl">;

/**
 * Tries a statement with the guards that hold in a run, and changes nothing: a reading one runs and gives its first rows, a
 * changing one is read by the database alone.
 */
export async function trySql(workspaceId: string, trial: SqlTrial, means: Means): Promise<SqlTried> {
  const work = trial.form === "read" ? ({ work: "read" } as const) : check(trial);
  const tried = shown(await answered(workspaceId, { ...trial, work }, means));
  const mask = await means.maskOf(workspaceId);
  // A mask keeps the shape of what it masks.
  return mask.json(tried as Json) as SqlTried;
}

/** What a database says of a statement itself; other problems may pass, or belong to the connection. */
const OF_THE_STATEMENT: ReadonlySet<string> = new Set<ToolProblemCode>([
  "sql-error",
  "sql-write-refused",
  "sql-several-statements",
  "sql-statement-refused",
]);

/**
 * Has the database read a statement without running it: why it would refuse it; null where it would not, or where nobody can
 * tell.
 */
export async function checkSql(workspaceId: string, given: SqlCheck, means: Means): Promise<string | null> {
  const reply = await answered(workspaceId, { ...given, parameters: {}, work: check(given) }, means);
  if (reply.kind !== "failed" || !OF_THE_STATEMENT.has(reply.failure.code)) return null;
  return (await means.maskOf(workspaceId)).text(reply.failure.message);
}

const check = ({ form }: SqlCheck) => ({ work: "check", form }) as const;

/** What the process for SQL answers, or the problem that kept it from being asked. */
async function answered(
  workspaceId: string,
  asked: SqlTrial & { work: { work: "read" } | ReturnType<typeof check> },
  means: Means,
): Promise<SqlReply> {
  try {
    const connection = await connected({ workspaceId, name: "The statement" }, asked, sqlKinds, means);
    if (connection === null) throw new ToolProblem("tool-not-configured", "Choose a database first.");
    const ownUrl = means.ownDatabaseUrl;
    const request: SqlRequest = {
      ...asked.work,
      target: targetOf({ connection, processes: means.sqlProcesses, ownUrl }),
      limits: LIMITS,
      ...authorStatement(asked.statement, asked.parameters),
    };
    const end = await means.sqlProcesses.run(request, new AbortController().signal);
    if (end.end === "answered") return end.reply;
    throw new ToolProblem(
      "timeout",
      end.end === "died"
        ? "The process that ran the statement ended before it answered, most likely for lack of memory."
        : `The statement took longer than ${LIMITS.timeoutMs / 1_000} s and was stopped.`,
    );
  } catch (error) {
    if (error instanceof ToolProblem) return { kind: "failed", failure: error.failure, at: error.at };
    throw error;
  }
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
